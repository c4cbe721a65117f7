package changesync_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	changesync "fieldsync/sync"
)

// visit is a changeset as a visit makes it: a visit record with some 25 fields.
func visit(p *pen, i int) *changesync.Changeset {
	h := changesync.Header{
		At:      p.d.w.now.Add(time.Duration(i) * time.Second).Format(time.RFC3339Nano),
		Records: []changesync.Target{target("key_person", fmt.Sprintf("01890000-0000-7000-8000-%012d", i), "customer/c1", true)},
	}
	writes := []changesync.Write{
		value("customer", `"c1"`), value("kp_name", `"王建国"`), value("gender", `"男"`), value("department", `"采购部"`),
		value("position", `"科长"`), value("position_rank", `"其他"`), value("birthday", `"1970-05-10"`),
		value("home_address", `"杭州市西湖区文三路478号华星时代广场"`), value("kp_service_manager", `"s-csm01"`), value("fault_level", `"一级"`),
		value("qq_no", `"123456789"`), value("wechat_id", `"wang_jianguo"`), value("work_division", `"负责设备采购与供应商管理,每月例会一次"`),
		value("home_phone", `"057188888888"`), value("other_network_mobile", `"13700000001"`), value("home_broadband_no", `"HZ0001"`),
		value("install_address", `"杭州市西湖区文三路478号"`), value("has_itv", `true`), value("group_vpn_account", `"vpn1"`),
		value("important_customer_type", `"政企关键人"`), value("customer_star", `"5星"`), value("personal_detail", `"喜欢钓鱼,孩子今年高考"`),
		value("own_mobile", fmt.Sprintf(`"138%08d"`, i)), value("submission", `"submitted"`), value("collected_by", `"s-csm01"`),
	}
	return p.next(h, writes...)
}

// visits makes contiguous changesets of a new device.
func visits(b *testing.B, w *world, n int) (*pen, []*changesync.Changeset) {
	b.Helper()
	p := w.device("csm01").pen()
	out := make([]*changesync.Changeset, n)
	for i := range out {
		out[i] = visit(p, i)
	}
	return p, out
}

func BenchmarkMerge(b *testing.B) {
	ctx := plainContext{}
	first := version("a:1", 1, `"王建国"`)
	b.ReportAllocs()
	for b.Loop() {
		c := changesync.Cell{Live: []changesync.Version{first}}
		v := version("b:1", 2, `"李建国"`)
		v.Replaces = []changesync.Dot{"a:1"}
		c.Merge(v, changesync.Key{}, "kp_name", ctx)
	}
}

func BenchmarkDecode(b *testing.B) {
	w := newWorld(b)
	w.people()
	_, cs := visits(b, w, 1)
	b.SetBytes(int64(len(cs[0].Raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := changesync.Decode(cs[0].Raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRecord(b *testing.B) {
	w := newWorld(b)
	w.people()
	p, cs := visits(b, w, 1)
	p.push(cs...)
	r := w.record(cs[0].Header.Records[0].Key)
	raw := r.Encode()
	b.Run("encode", func(b *testing.B) {
		b.SetBytes(int64(len(raw)))
		b.ReportAllocs()
		for b.Loop() {
			r.Encode()
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.SetBytes(int64(len(raw)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := changesync.DecodeRecord(raw); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPush delivers 1,000 visits in two runs, from the bytes on the wire
// to the receipts.
func BenchmarkPush(b *testing.B) {
	b.ReportAllocs()
	const n, run = 1000, 500
	for b.Loop() {
		b.StopTimer()
		w := newWorld(b)
		w.people()
		p, cs := visits(b, w, n)
		var bodies [][]byte
		for i := 0; i < n; i += run {
			var raws [][]byte
			for _, c := range cs[i : i+run] {
				raws = append(raws, c.Raw)
			}
			last := cs[i+run-1]
			bodies = append(bodies, changesync.EncodeRun(p.d.caller.ID, raws, cs[i].Header.N, last.Header.N, last.Hash, p.d.r.Identity().Key))
		}
		b.StartTimer()
		for _, body := range bodies {
			r, err := changesync.DecodeRun(body)
			w.must(err)
			res, err := w.engine.Push(w.ctx, p.d.caller, r)
			w.must(err)
			_, err = json.Marshal(res)
			w.must(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/changeset")
}

// BenchmarkPull brings 1,000 records to a new device.
func BenchmarkPull(b *testing.B) {
	w := newWorld(b)
	w.people()
	p, cs := visits(b, w, 1000)
	for i := 0; i < len(cs); i += 500 {
		p.push(cs[i : i+500]...)
	}
	d := w.device("am01")
	b.ReportAllocs()
	for b.Loop() {
		w.must(d.r.DropPull(w.ctx, true))
		w.must(d.pages(0, nil))
	}
}
