package mobile_test

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	mobile "fieldsync/mobile-client"
	"fieldsync/mobile-client/localdb"
	"fieldsync/mobile-client/localstore"
	"fieldsync/models"
)

// A phone writes without a network, then delivers.
func Example() {
	ctx := context.Background()
	office, code := exampleOffice() // stands for the server
	store, err := localstore.Open(ctx, localdb.Memory, localdb.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = store.Close() }()
	client, err := mobile.Open(ctx, mobile.Options{Local: store, Transport: office, Now: exampleClock})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := client.Enrol(ctx, "https://office.example", code, "Li's phone"); err != nil {
		fmt.Println(err)
		return
	}
	if _, err := client.Sync(ctx); err != nil {
		fmt.Println(err)
		return
	}
	written, err := client.Put(ctx, "customer", "c1", models.Values{"marketing_grid": json.RawMessage(`"HZ-02"`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	status, _ := client.Status(ctx)
	fmt.Println(written.IDs, status.State, status.Waiting)
	summary, err := client.Sync(ctx)
	handover, _ := client.Handover(ctx)
	fmt.Println(summary.Pushed, err, handover.Safe)
	// Output:
	// [c1] waiting 1
	// 1 <nil> true
}

// What the handbook forbids is refused with all its problems; a draft is kept.
func ExampleClient_Put() {
	client := exampleClient()
	ctx := context.Background()
	visit := models.Values{"customer": json.RawMessage(`"c1"`), "visitor": json.RawMessage(`"s-csm01"`)}
	_, err := client.Put(ctx, "visit_record", "", visit)
	fmt.Println(mobile.CodeOf(err))
	visit["submission"] = json.RawMessage(`"draft"`)
	_, err = client.Put(ctx, "visit_record", "", visit)
	fmt.Println(err)
	// Output:
	// entry_refused
	// <nil>
}

// Run syncs until its context ends.
func ExampleClient_Run() {
	client := exampleClient()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	fmt.Println(client.Run(ctx))
	// Output: context canceled
}

func exampleClock() time.Time { return time.Date(2016, 5, 10, 9, 0, 1, 0, models.China) }
