package scenario

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fieldsync/server/trial"
)

// TestForms: the demo has its forms; a manager begins one with no network, the
// administrator publishes another version meanwhile, and the draft moves to it
// and is submitted, with nothing out of sight.
func TestForms(t *testing.T) {
	s := trial.NewServer(t)
	phone, admin := trial.NewPhone(t, s, s.URL(), "csm01"), trial.NewPhone(t, s, s.URL(), "admin")
	var list []struct {
		Form    string
		Version int
	}
	phone.Into(&list, "form", "list")
	var names []string
	for _, f := range list {
		names = append(names, f.Form)
	}
	if want := []string{"belongings", "customer_info", "delivery", "event_signup", "terminal_delivery", "visit", "visit_preparation"}; !slices.Equal(names, want) {
		t.Fatalf("forms %v, want %v", names, want)
	}
	customer := phone.List("customer")[0].ID
	var draft struct {
		Draft  string
		Result struct {
			Problems []struct{ Code, Field string }
		}
	}
	phone.Into(&draft, "form", "fill", "customer_info", "--draft", "--set", "customer="+customer, "--set", "customer_name=王建国", "--set", "hobbies=钓鱼", "--set", "birthday=五月")
	if p := draft.Result.Problems; len(p) == 0 || !slices.ContainsFunc(p, func(x struct{ Code, Field string }) bool { return x.Code == "bad_date" && x.Field == "birthday" }) {
		t.Errorf("problems %v", p)
	}

	file := filepath.Join(t.TempDir(), "v2.json")
	text := `{"collection":"form_definition","set":{"form":"customer_info","version":2,"state":"published","collection":"customer_info_form","title_zh":"资料收集表","title_en":"Info form","questions":[
		{"name":"customer","type":"record","record":"customer","field":"customer","zh":"客户","en":"Customer"},
		{"name":"full_name","was":"customer_name","type":"text","field":"customer_name","zh":"客户姓名","en":"Name","required":"yes"},
		{"name":"birthday","type":"date","field":"birthday","zh":"客户生日","en":"Birthday","required":"yes"},
		{"name":"shoe","type":"number","zh":"鞋码","en":"Shoe size","constraint":". < 60","priv":2}]}}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var made struct{ ID string }
	admin.Into(&made, "put", "--file", file)
	admin.Field("sync")
	phone.Field("sync")
	if out, status := phone.Try("form", "fill", draft.Draft); status == 0 || !strings.Contains(string(out), "form_outdated") {
		t.Errorf("a draft of the older version is submitted: %s", out)
	}
	var moved struct {
		Moves []struct{ Question, Fate string }
	}
	phone.Into(&moved, "form", "migrate", draft.Draft, "--apply")
	fates := map[string]string{}
	for _, m := range moved.Moves {
		fates[m.Question] = m.Fate
	}
	if len(fates) != 4 || fates["customer"] != "kept" || fates["customer_name"] != "changed" || fates["hobbies"] != "lost" || fates["birthday"] != "changed" {
		t.Errorf("fates %v", fates)
	}
	var drafts []struct{ Lost []struct{ Was string } }
	phone.Into(&drafts, "form", "drafts")
	if len(drafts) != 1 || len(drafts[0].Lost) != 1 || drafts[0].Lost[0].Was != "钓鱼" {
		t.Errorf("drafts %+v", drafts)
	}
	var done struct {
		ID, Draft string
	}
	phone.Into(&done, "form", "fill", draft.Draft, "--set", "birthday=1970-05-10", "--set", "shoe=42.5")
	phone.Field("sync")
	admin.Field("sync")
	record := admin.Get("customer_info_form", done.ID)
	answers := slices.DeleteFunc(admin.List("form_answer"), func(r trial.Record) bool { return r.Text("subject") != done.ID })
	if done.Draft != "" || record.Text("customer_name") != "王建国" || record.Text("form") != made.ID || len(answers) != 1 || answers[0].Text("value_personal") != "42.5" {
		t.Errorf("done %+v, record %v, answers %v", done, record.Values, answers)
	}
}
