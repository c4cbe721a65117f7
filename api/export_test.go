package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"

	"fieldsync/api"
	"fieldsync/api/export"
	"fieldsync/api/sheet"
	"fieldsync/models"
	"fieldsync/sync"
)

func init() {
	// The document says that these are texts of any form.
	for _, kind := range []string{"text/csv", export.Formats["xlsx"]} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.FileBodyDecoder)
	}
}

// exportWorld has customers whose texts look like formulas.
func exportWorld(t *testing.T, n int) (*world, *visitor) {
	w, admin := officeWorld(t, api.Options{})
	var edits []changesync.Edit
	for i := range n {
		id := fmt.Sprintf("x%03d", i)
		edits = append(edits, changesync.Edit{Key: changesync.Key{Collection: "customer", ID: id}, Scope: models.Scope("customer/" + id), Set: models.Values{
			"customer_no": text(id), "customer_name": text("=" + id), "control_level": text("市级"), "annual_revenue": text("-1.50"), "is_vpn_group": json.RawMessage("true")}})
	}
	_, err := w.engine.WriteAs(t.Context(), "admin", edits...)
	w.must(err)
	return w, admin
}

// TestExportsInEveryFormat: all records, each once, in any format, formulas
// neutralised; each page is in the audit log by ids.
func TestExportsInEveryFormat(t *testing.T) {
	const n = 450 // more than two pages
	w, admin := exportWorld(t, n)
	var rows []map[string]json.RawMessage
	admin.do("GET", "/v1/exports/customer", nil).want(t, http.StatusOK, "").into(t, &rows)
	ids := map[string]bool{}
	for _, r := range rows {
		ids[string(r["id"])] = true
	}
	if len(ids) != len(rows) || string(rows[len(rows)-1]["customer_name"]) != `"=x449"` {
		t.Errorf("%d rows, %d records, the last is %s", len(rows), len(ids), rows[len(rows)-1])
	}
	for _, format := range []string{"csv", "xlsx"} {
		a := admin.do("GET", "/v1/exports/customer?format="+format, nil).want(t, http.StatusOK, "")
		if got := a.header.Get("Content-Disposition"); got != `attachment; filename="customer.`+format+`"` {
			t.Errorf("%s comes as %s", format, got)
		}
		path := filepath.Join(t.TempDir(), "x")
		w.must(os.WriteFile(path, a.body, 0o600))
		table, err := sheet.Open(path, sheet.Options{})
		w.must(err)
		head, err := table.Next()
		w.must(err)
		name, money := slices.Index(head.Cells, "客户名称"), slices.Index(head.Cells, "电信年度收入贡献")
		count, last := 0, sheet.Row{}
		for ; err == nil; count++ {
			var r sheet.Row
			if r, err = table.Next(); err == nil {
				last = r
			}
		}
		w.must(table.Close())
		want := map[string]string{"csv": "'=x449 -1.50", "xlsx": "=x449 -1.5"}[format]
		if got := last.Cells[name] + " " + last.Cells[money]; got != want || count-1 != len(rows) {
			t.Errorf("%s: %d rows, the last says %s, want %s", format, count-1, got, want)
		}
	}
	events, err := w.engine.AuditLog(t.Context(), changesync.AuditQuery{Subject: changesync.AuditOfRecord(changesync.Key{Collection: "customer", ID: "x449"})})
	w.must(err)
	exports := 0
	for _, ev := range events {
		if ev.Action == changesync.AuditExport {
			exports++
			if raw := string(toJSON(t, ev)); ev.User != "admin" || !strings.HasPrefix(ev.Device, "session ") || strings.Contains(raw, "=x449") {
				t.Errorf("the audit log says %s", raw)
			}
		}
	}
	if exports != 3 {
		t.Errorf("%d exports of x449 are in the audit log, want 3", exports)
	}
}

func TestExportRefusals(t *testing.T) {
	w, admin := exportWorld(t, 1)
	for path, code := range map[string]string{
		"none": "not_found", "customer?format=pdf": "bad_parameter", "customer?lang=fr": "bad_parameter", "kpi?on=2016-02-30": "bad_parameter",
		"customer?on=today": "bad_parameter", "customer?x=1": "bad_parameter", "sms_batch": "",
	} {
		a := admin.do("GET", "/v1/exports/"+path, nil)
		if code == "" {
			a.want(t, http.StatusOK, "") // an administrator sees it, empty
			continue
		}
		a.want(t, map[string]int{"not_found": 404, "bad_parameter": 400}[code], code)
	}
	var list struct {
		Collections []string
		Reports     []struct{ Name string }
	}
	admin.do("GET", "/v1/exports", nil).want(t, http.StatusOK, "").into(t, &list)
	for _, r := range list.Reports {
		admin.do("GET", "/v1/exports/"+r.Name+"?on=2016-05-10", nil).want(t, http.StatusOK, "")
	}
	if len(list.Reports) != 5 || len(list.Collections) != len(models.Default().Collections()) {
		t.Errorf("%+v", list)
	}
	_ = w
}
