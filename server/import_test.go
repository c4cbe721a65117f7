package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"fieldsync/api/sheet"
	"fieldsync/models"
	"fieldsync/server/importer"
	changesync "fieldsync/sync"
)

// listFile writes a file to import.
func listFile(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// imports runs an import that has to go through, and compares the counts.
func imports(t *testing.T, data, kind, file string, want importer.Result, args ...string) {
	t.Helper()
	var got importer.Result
	must(t, &got, append([]string{"import", kind, file, "--data", data, "--json"}, args...)...)
	if got != want {
		t.Errorf("import %s: %+v, want %+v", kind, got, want)
	}
}

const (
	teamsCSV = "名称,类型,班组长\n政企一班,政企VPN,admin\n"
	staffCSV = "工号,姓名,角色,班组,生效日期,手机号\n1001,李明,CSM、AM,政企一班,2016/1/1,138 0000 0001\n1002,王芳,CSM,政企一班,2016年2月1日,\n"
	custHead = "客户名称,客户编号(必填),客户管控级别,客户行业类别,营销网格,政企总机服务群客户,行业应用客户,电信年度收入贡献,统一社会信用代码\n"
	custRows = "杭州甲公司,K1,市级,行业客户,HZ-01,是,否,\"¥37,120.5\",\n=杭州乙公司,K2,省级,金融,HZ-02,√,×,1200元,\n"
	starsCSV = "姓名,证件类型,证件号码,登记方式,客户编号\n赵六,居民身份证,11010119900307889X,个人证件,K1\n"
)

// organised is a folder with the lists of a new organisation.
func organised(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	must(t, nil, "user", "add", "admin", "--name", "管理员", "--role", "ADM", "--data", data)
	imports(t, data, "teams", listFile(t, "teams.csv", teamsCSV), importer.Result{Rows: 1, Created: 1})
	imports(t, data, "staff", listFile(t, "staff.csv", staffCSV), importer.Result{Rows: 2, Created: 2})
	imports(t, data, "customers", listFile(t, "customers.csv", custHead+custRows), importer.Result{Rows: 2, Created: 2})
	return data
}

// TestImportTheListsOfAnOrganisation is the story of a new organisation, as
// its lists look, and of the same lists a month later.
func TestImportTheListsOfAnOrganisation(t *testing.T) {
	data := organised(t)
	wide, err := simplifiedchinese.GB18030.NewEncoder().String(strings.ReplaceAll(custHead+custRows, "HZ-02", "HZ-03"))
	if err != nil {
		t.Fatal(err)
	}
	again := listFile(t, "customers.csv", wide)
	imports(t, data, "customers", again, importer.Result{Rows: 2, Changed: 1, Unchanged: 1}, "--dry-run")
	imports(t, data, "customers", again, importer.Result{Rows: 2, Changed: 1, Unchanged: 1})
	imports(t, data, "customers", again, importer.Result{Rows: 2, Unchanged: 2})

	stars := listFile(t, "stars.csv", strings.ReplaceAll(starsCSV, "11010119900307889X", "110101199003078891"))
	if status, out, errs := field(t, "import", "stars", stars, "--data", data, "--lang", "zh"); status != 1 ||
		!strings.Contains(out, "110101••••8891") || !strings.Contains(out, "身份证号有误") || strings.Contains(out+errs, "19900307") {
		t.Errorf("a wrong identity number: %d %s%s", status, out, errs)
	}
	imports(t, data, "stars", listFile(t, "stars.csv", goodStars()), importer.Result{Rows: 1, Created: 1})
	imports(t, data, "accounts", listFile(t, "accounts.csv", "证件号码,号码,类型,入网月份\n"+idNumber+",13800000001,移动,2014年8月\n"), importer.Result{Rows: 1, Created: 1})
	const growthHead = "证件号码,类型,成长值,生效日期,失效日期,依据\n"
	growth := listFile(t, "growth.csv", growthHead+idNumber+",合约直享,5000,2016-03-01,2017-02-28,4G尊享+\n")
	imports(t, data, "growth", growth, importer.Result{Rows: 1, Created: 1})
	imports(t, data, "growth", growth, importer.Result{Rows: 1, Unchanged: 1})
	computed := listFile(t, "computed.csv", growthHead+idNumber+",定级,9000,2016-03-01,,\n")
	refused(t, "rows_refused", "import", "growth", computed, "--data", data)
	imports(t, data, "bills", billBook(t), importer.Result{Rows: 2, Created: 2})
	imports(t, data, "bills", billBook(t), importer.Result{Rows: 2, Unchanged: 2})

	first := listFile(t, "a.csv", "客户编号,工号,岗位,生效日期\nK1,1001,CSM,2016-03-01\nK1,1002,CSM,2016-05-01\nK2,1002,CSM,2016-03-01\n")
	imports(t, data, "assignments", first, importer.Result{Rows: 3, Created: 3, Ended: 1})
	imports(t, data, "assignments", first, importer.Result{Rows: 3, Unchanged: 3})
	o, con := officeOf(t, data)
	id, err := o.findCustomer(con, "K1")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(held(t, o, con, id)); got != "map[1002:]" {
		t.Errorf("K1 is held by %s", got)
	}
	v, err := o.record(con, "customer", id)
	if err != nil || text(v, "customer_name") != "杭州甲公司" || text(v, "annual_revenue") != "37120.50" || text(v, "marketing_grid") != "HZ-01" {
		t.Errorf("K1: %s, %v", v, err)
	}
	events, err := o.engine.AuditLog(con, changesync.AuditQuery{Subject: changesync.AuditOfRecord(changesync.Key{Collection: "customer", ID: id})})
	if err != nil || len(events) != 1 || events[0].User != "admin" {
		t.Errorf("the audit log of K1: %+v, %v", events, err)
	}
}

// TestImportTheListsOfAMonth: users with the end of their contracts, what they
// owe, and the ways to renew; what a list leaves out is filled in.
func TestImportTheListsOfAMonth(t *testing.T) {
	data := organised(t)
	users := listFile(t, "users.csv", "客户编号,用户号码,姓名,证件类型,入网时间,补贴类型,协议到期日\nK1,13800000011,钱七,军人身份证件,2014-05,终端补贴,2016/8/31\nK2,13800000012,孙八,军人身份证件,201505,话费补贴,2016-12-31\n")
	imports(t, data, "users", users, importer.Result{Rows: 2, Created: 2})
	imports(t, data, "users", users, importer.Result{Rows: 2, Unchanged: 2})
	arrears := listFile(t, "arrears.csv", "用户号码,清单月份,欠费额,账龄(月),清理维度,性质,派单日期\n13800000011,2016-05,\"1,320.5元\",2,高额欠费用户,非恶意欠费,2016/6/1\n13800000012,2016-05,20,1,托收及小额用户欠费,非恶意欠费,\n")
	imports(t, data, "arrears", arrears, importer.Result{Rows: 2, Created: 2})
	imports(t, data, "arrears", arrears, importer.Result{Rows: 2, Unchanged: 2})
	imports(t, data, "arrears", listFile(t, "more.csv", "用户号码,清单月份,欠费额,账龄(月),清理维度,性质\n13800000011,2016-05,800,2,高额欠费用户,非恶意欠费\n13800000011,2016-06,1320.50,3,高额欠费用户,潜在离网\n"),
		importer.Result{Rows: 2, Created: 1, Changed: 1})
	renewals := listFile(t, "renewals.csv", "用户类型,续约政策,在网月数不少于\n终端补贴,信用担保零元租机、存费送机,\n自行缴费,提前续约,20\n")
	imports(t, data, "renewals", renewals, importer.Result{Rows: 2, Created: 2})
	imports(t, data, "renewals", renewals, importer.Result{Rows: 2, Unchanged: 2})
	status, out, errs := field(t, "import", "arrears", listFile(t, "none.csv", "用户号码,欠费额,账龄,清理维度,性质\n13999999999,1,1,高额欠费用户,非恶意欠费\n"), "--data", data)
	if status != 1 || !strings.Contains(out, "unknown_record") {
		t.Errorf("what a stranger owes: %d %s%s", status, out, errs)
	}

	o, con := officeOf(t, data)
	id, err := o.findCustomer(con, "K1")
	if err != nil {
		t.Fatal(err)
	}
	admin, _, err := o.engine.User(con, "admin")
	if err != nil {
		t.Fatal(err)
	}
	owed := 0
	err = o.engine.Look(con, func(l *changesync.Ledger) error {
		rows, err := l.Records(changesync.RecordQuery{Collection: "arrears_case"})
		for _, r := range rows {
			if text(r.Values, "customer") == id {
				owed++
			}
			if text(r.Values, "record_no") == "" || text(r.Values, "dispatched_by") != admin.Staff || text(r.Values, "dispatched_on") == "" || text(r.Values, "exempt_kind") != "无" {
				t.Errorf("not filled in: %s", r.Values)
			}
		}
		return err
	})
	if err != nil || owed != 2 {
		t.Errorf("K1's users owe in %d cases, %v", owed, err)
	}
}

// idNumber is a number with a right check character.
const idNumber = "11010519491231002X"

func goodStars() string { return strings.ReplaceAll(starsCSV, "11010119900307889X", idNumber) }

// billBook is a workbook of bills.
func billBook(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bills.xlsx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := sheet.NewXLSX(f)
	for _, row := range [][]string{{"业务号码", "月份", "应收"}, {"13800000001", "201604", "50"}, {"13800000001", "2016/5", "50.00"}} {
		cells := []sheet.Cell{}
		for _, c := range row {
			cells = append(cells, sheet.Cell{Text: c, Number: c[0] < 128 && !strings.Contains(c, "/")})
		}
		if err == nil {
			err = w.Row(cells)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err = finally(err, f.Close); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestImportTellsWhatIsWrong: columns before anything is written, rows one by
// one; the right rows go in, unless all or nothing was asked for.
func TestImportTellsWhatIsWrong(t *testing.T) {
	data := organised(t)
	for code, content := range map[string]string{
		"missing_column":  "客户编号,客户名称\nK9,x\n",
		"unknown_column":  strings.Replace(custHead, "客户名称", "客户名称,备注", 1) + custRows,
		"computed_column": strings.Replace(custHead, "客户名称", "客户名称,客户经理", 1) + custRows,
		"column_twice":    strings.Replace(custHead, "客户名称", "客户名称,customer_name", 1) + custRows,
		"open_quote":      custHead + "\"x",
		"no_rows":         "\n",
	} {
		refused(t, code, "import", "customers", listFile(t, "x.csv", content), "--data", data)
	}
	refused(t, "usage", "import", "dogs", "x.csv", "--data", data)
	refused(t, "no_file", "import", "customers", filepath.Join(data, "none"), "--data", data)
	wrong := custHead +
		"丙公司,K3,市级,行业客户,HZ-01,是,否,,\n" +
		"丁公司,K4,市级,行业客户,HZ-01,也许,否,12.345,91330000\n" +
		"戊公司,K3,市级,行业客户,HZ-01,是,否,,\n" +
		"己公司,,市级,行业客户,HZ-01,是,否,,\n" +
		"庚公司,1.38E+10,区级,行业客户,HZ-01,是,否,#N/A,,多\n"
	file := listFile(t, "wrong.csv", wrong)
	refused(t, "rows_refused", "import", "customers", file, "--data", data, "--all-or-nothing")
	if n := customers(t, data); n != 2 {
		t.Errorf("all or nothing made %d customers of 2", n)
	}
	report := filepath.Join(t.TempDir(), "report.csv")
	status, out, _ := field(t, "import", "customers", file, "--data", data, "--report", report, "--ignore", "备注")
	raw, err := os.ReadFile(report)
	if err != nil || status != 1 || !strings.Contains(out, "5 rows: 1 new, 0 changed, 0 as before, 4 wrong.") {
		t.Errorf("status %d, %s, %v", status, out, err)
	}
	for _, line := range []string{
		"3,政企总机服务群客户,也许,wrong_type,error,", "3,电信年度收入贡献,••••,bad_money,error,",
		"4,,,repeated,error,row 2 has", "5,客户编号(必填),,required,error,",
		"6,客户编号(必填),1.38E+10,lost_digits,error,", "6,电信年度收入贡献,••••,cell_error,error,", "6,,,no_header,error,",
	} {
		if !strings.Contains(string(raw), line) {
			t.Errorf("the report has no %s:\n%s", line, raw)
		}
	}
	if n := customers(t, data); n != 3 {
		t.Errorf("%d customers, want 3", n)
	}
}

func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

func customers(t *testing.T, data string) int {
	t.Helper()
	o, err := folder{Data: data}.open(quiet(t))
	if err != nil {
		t.Fatal(err)
	}
	n, err := o.engine.Count(t.Context(), "admin", "customer")
	if err = finally(err, o.close); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestImportKilled: an import that is killed again and again and run anew makes
// every record once.
func TestImportKilled(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	data := organised(t)
	var rows strings.Builder
	const n = 1600
	for i := range n {
		fmt.Fprintf(&rows, "公司%d,L%d,市级,行业客户,HZ-01,是,否,,\n", i, i)
	}
	file := listFile(t, "many.csv", custHead+rows.String())
	kills := 0
	for before := 2; before < n; {
		cmd := exec.Command(path, "import", "customers", file, "--data", data)
		var said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &said, &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		// Killed once it has written for a while, wherever it is then.
		wal := filepath.Join(data, "fieldsync.db-wal")
		for running := true; running && sizeOf(wal) < 3<<20; {
			select {
			case err := <-ended:
				if ended <- err; err != nil {
					t.Fatalf("%v: %s", err, said.String())
				}
				running = false
			case <-time.After(5 * time.Millisecond):
			}
		}
		_ = cmd.Process.Signal(syscall.SIGKILL) // it may have ended
		if <-ended != nil {
			kills++
		}
		before = customers(t, data)
		if before > n+2 {
			t.Fatalf("%d customers", before)
		}
	}
	if kills == 0 {
		t.Error("nothing was killed in the middle")
	}
	imports(t, data, "customers", file, importer.Result{Rows: n, Unchanged: n})
	if got := customers(t, data); got != n+2 {
		t.Errorf("%d customers, want %d", got, n+2)
	}
	must(t, nil, "verify", "--data", data)
}

// TestImportBesideAPhone: while the server runs, what a phone has written is
// never replaced unseen.
func TestImportBesideAPhone(t *testing.T) {
	data := organised(t)
	imports(t, data, "assignments", listFile(t, "a.csv", "客户编号,工号,岗位,生效日期\nK1,1001,CSM,2016-03-01\n"), importer.Result{Rows: 1, Created: 1})
	must(t, nil, "user", "add", "lm", "--staff", "1001", "--data", data)
	p := serve(t, "serve", data)
	phone := enrol(t, data, p.url, "lm")
	if err := phone.Pull(t.Context()); err != nil {
		t.Fatal(err)
	}
	o, con := officeOf(t, data)
	id, err := o.findCustomer(con, "K1")
	if err != nil {
		t.Fatal(err)
	}
	puts := func(field, value string) {
		t.Helper()
		_, err := phone.Write(t.Context(), changesync.Change{Key: changesync.Key{Collection: "customer", ID: id}, Set: models.Values{field: json.RawMessage(`"` + value + `"`)}})
		if err == nil {
			_, err = phone.Push(t.Context())
		}
		if err == nil {
			err = phone.Pull(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	writes := func(name string) { t.Helper(); puts("customer_name", name) }
	shown := func(want string) {
		t.Helper()
		v, err := o.record(con, "customer", id)
		if err != nil || text(v, "customer_name") != want {
			t.Errorf("K1 is called %q, want %q (%v)", text(v, "customer_name"), want, err)
		}
	}
	writes("甲公司(新)")
	same := listFile(t, "same.csv", custHead+custRows)
	imports(t, data, "customers", same, importer.Result{Rows: 2, Unchanged: 2, Kept: 1})
	shown("甲公司(新)")
	moved := listFile(t, "moved.csv", custHead+strings.ReplaceAll(custRows, "杭州甲公司", "甲集团"))
	imports(t, data, "customers", moved, importer.Result{Rows: 2, Changed: 1, Unchanged: 1, Beside: 1})
	shown("甲集团") // both stand, the later one is shown
	imports(t, data, "customers", moved, importer.Result{Rows: 2, Unchanged: 2})
	writes("甲有限公司") // has seen one of them only, or both
	imports(t, data, "customers", listFile(t, "o.csv", custHead+strings.ReplaceAll(custRows, "杭州甲公司", "甲")), importer.Result{Rows: 2, Changed: 1, Unchanged: 1}, "--overwrite")
	shown("甲")
	// Of a field that asks nobody the report has what the phone said.
	puts("marketing_grid", "HZ-09")
	report := filepath.Join(t.TempDir(), "report.csv")
	imports(t, data, "customers", listFile(t, "g.csv", custHead+strings.ReplaceAll(strings.ReplaceAll(custRows, "杭州甲公司", "甲"), "HZ-01", "HZ-07")),
		importer.Result{Rows: 2, Changed: 1, Unchanged: 1, Beside: 1}, "--report", report)
	if raw, err := os.ReadFile(report); err != nil || !strings.Contains(string(raw), "later") || !strings.Contains(string(raw), "HZ-09") {
		t.Errorf("the report: %s %v", raw, err)
	}
	must(t, nil, "verify", "--data", data)
}
