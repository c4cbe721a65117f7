package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fieldsync/server/importer"
	changesync "fieldsync/sync"
)

// TestExportWithinWhatSomebodySees: one list, as its manager, its leader, who
// may only count, and a stranger get it; and back in again.
func TestExportWithinWhatSomebodySees(t *testing.T) {
	data := organised(t)
	imports(t, data, "assignments", listFile(t, "a.csv", "客户编号,工号,岗位,生效日期\nK1,1001,CSM,2016-03-01\n"), importer.Result{Rows: 1, Created: 1})
	imports(t, data, "stars", listFile(t, "stars.csv", goodStars()), importer.Result{Rows: 1, Created: 1})
	must(t, nil, "user", "add", "lm", "--staff", "1001", "--data", data)
	must(t, nil, "user", "add", "svm", "--name", "管理", "--role", "SVM", "--team", "政企一班", "--data", data)
	must(t, nil, "user", "add", "couns", "--name", "站长", "--role", "COUNS", "--team", "政企一班", "--data", data)
	for user, want := range map[string]string{"lm": idNumber, "svm": "110105••••002X", "couns": "not_found"} {
		status, out, errs := field(t, "export", "star_customer", "--as", user, "--data", data, "--format", "json")
		if !strings.Contains(out+errs, want) || (status == 0) != (user != "couns") || user != "lm" && strings.Contains(out, idNumber) {
			t.Errorf("%s gets %d %s%s", user, status, out, errs)
		}
	}
	var rows []map[string]json.RawMessage
	must(t, &rows, "export", "customer", "--as", "lm", "--data", data, "--format", "json")
	if len(rows) != 1 || string(rows[0]["customer_no"]) != `"K1"` {
		t.Errorf("lm exports %v", rows)
	}
	refused(t, "not_found", "export", "customer", "--as", "nobody", "--data", data)
	refused(t, "usage", "export", "kpi", "--as", "lm", "--on", "May", "--data", data)

	out := filepath.Join(t.TempDir(), "客户.xlsx")
	must(t, nil, "export", "customer", "--as", "admin", "--data", data, "--format", "xlsx", "--lang", "zh", "--out", out)
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	imports(t, data, "customers", out, importer.Result{Rows: 2, Unchanged: 2}, "--ignore", "记录编号", "--ignore", "客户经理", "--ignore", "客户级服务经理")
	csv := filepath.Join(t.TempDir(), "customers.csv")
	must(t, nil, "export", "customer", "--as", "admin", "--data", data, "--out", csv)
	raw, err := os.ReadFile(csv)
	if err != nil || !strings.Contains(string(raw), ",'=杭州乙公司,") {
		t.Errorf("formulas in %s, %v", raw, err)
	}
	imports(t, data, "customers", csv, importer.Result{Rows: 2, Unchanged: 2}, "--ignore", "Record id", "--ignore", "Account manager", "--ignore", "Service manager")

	var figures []map[string]string
	must(t, &figures, "export", "data-completeness", "--as", "lm", "--data", data, "--format", "json")
	// Of K1 alone, which has no account manager.
	if f := figures[0]; f["filled"] != "3" || f["of"] != "4" || f["rate"] != "0.7500" {
		t.Errorf("what lm sees is complete to %v", f)
	}
	must(t, &figures, "export", "data-completeness", "--as", "lm", "--data", data, "--format", "json", "--lang", "zh")
	if f := figures[0]; f["formula"] != "已填必填项 ÷ 必填项" {
		t.Errorf("in Chinese the formula is %q", f["formula"])
	}
	o, con := officeOf(t, data)
	events, err := o.engine.AuditLog(con, changesync.AuditQuery{Subject: changesync.AuditOfUser("lm")})
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, ev := range events {
		if ev.Action == changesync.AuditExport {
			said += ev.Collection + " " + ev.Detail + ";"
		}
	}
	if said != "star_customer json, 1 records;customer json, 1 records;data-completeness json, 0 records;data-completeness json, 0 records;" {
		t.Errorf("the audit log of lm: %s", said)
	}
}
