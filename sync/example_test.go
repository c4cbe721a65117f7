package changesync_test

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	changesync "fieldsync/sync"

	"fieldsync/models"
	"fieldsync/sync/memstore"

	"github.com/google/uuid"
)

// Two phones edit one customer without a network; one server brings them
// together. The network is a function call.
func Example() {
	ctx := context.Background()
	newID := func() string { return uuid.Must(uuid.NewV7()).String() }

	_, sign, _ := ed25519.GenerateKey(rand.Reader)
	open, _ := ecdh.X25519().GenerateKey(rand.Reader)
	server, err := changesync.NewEngine(ctx, memstore.New(), changesync.Options{
		Keys: &changesync.ServerKeys{Sign: sign, Open: open},
		Now:  time.Now, Random: rand.Reader, NewID: newID,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()

	// The office enters a customer and gives it to two people.
	text := func(s string) json.RawMessage { b, _ := json.Marshal(s); return b }
	office := func(scope models.Scope, collection, id string, set models.Values) {
		_, err := server.WriteAs(ctx, "admin", changesync.Edit{
			Key: changesync.Key{Collection: collection, ID: id}, Scope: scope, Set: set,
		})
		if err != nil {
			fmt.Println(err)
		}
	}
	office("customer/c1", "customer", "c1", models.Values{"customer_name": text("杭州第一机床厂")})
	for _, name := range []string{"csm01", "am01"} {
		office("org", "staff", name, models.Values{"name": text(name), "active": json.RawMessage("true")})
		office("customer/c1", "assignment", "a-"+name, models.Values{"customer": text("c1"), "staff": text(name), "post": text("CSM")})
		_ = server.PutUser(ctx, changesync.User{Name: name, Staff: name, Active: true})
	}

	// A phone enrols with a single-use code and proof of its own key.
	phone := func(user string) (*changesync.Replica, func()) {
		r, _ := changesync.OpenReplica(ctx, memstore.NewLocal(), changesync.DeviceOptions{
			Now: time.Now, Random: rand.Reader, NewID: newID, App: "example",
		})
		public, key, _ := ed25519.GenerateKey(rand.Reader)
		code, _ := server.NewCode(ctx, user)
		proof := ed25519.Sign(key, changesync.EnrolMessage(code.Code, public))
		enrolment, err := server.Enrol(ctx, code.Code, "phone", public, proof)
		if err != nil {
			fmt.Println(err)
			return nil, nil
		}
		_ = r.Enrolled(ctx, "https://example.org", key, enrolment)
		device, _ := server.Authenticate(ctx, enrolment.Token)
		sync := func() {
			if out, _ := r.NextPush(ctx); out != nil { // up
				run, _ := changesync.DecodeRun(out.Body)
				answer, err := server.Push(ctx, device, run)
				if err != nil {
					fmt.Println(err)
					return
				}
				body, _ := json.Marshal(answer)
				_, _ = r.TakeAnswer(ctx, body)
			}
			request, _ := r.NextPull(ctx) // down
			page, err := server.Pull(ctx, device, request)
			if err != nil {
				fmt.Println(err)
				return
			}
			body, _ := page.Encode()
			_, _ = r.TakePage(ctx, body)
		}
		sync()
		return r, sync
	}
	a, syncA := phone("csm01")
	b, syncB := phone("am01")

	key := changesync.Key{Collection: "customer", ID: "c1"}
	edit := func(r *changesync.Replica, field, value string) {
		_, err := r.Write(ctx, changesync.Change{Key: key, Set: models.Values{field: text(value)}})
		if err != nil {
			fmt.Println(err)
		}
	}
	edit(a, "special_visit_need", "周五下午")
	edit(b, "marketing_grid", "HZ-02")
	syncA()
	syncB()
	syncA()

	for _, r := range []*changesync.Replica{a, b} {
		c, _ := r.Get(ctx, key)
		fmt.Printf("%s %s\n", c.Values["special_visit_need"], c.Values["marketing_grid"])
	}
	// Output:
	// "周五下午" "HZ-02"
	// "周五下午" "HZ-02"
}
