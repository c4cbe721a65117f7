package models

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// profileLabels say who holds a scope as what.
var profileLabels = map[string]Label{
	"am":         {"客户经理:所负责的客户及其活动", "account manager, of his customers and the events at them"},
	"csm":        {"客户级服务经理:所负责的客户及其活动", "service manager, of his customers and the events at them"},
	"ssm":        {"星级客服经理:所负责的星级客户", "star customer manager, of his star customers"},
	"member":     {"活动成员:所参加的活动", "manager in an event's team, of the event"},
	"desk":       {"台席、产品经理、支撑人员:所在活动", "desk operator, product manager or support, of the event"},
	"guest":      {"台席、产品经理、支撑人员:活动所在客户", "the same, of the customer where the event is"},
	"leader":     {"班组长:班组成员及其客户", "team leader, of what the members of the team hold"},
	"events":     {"班组长:全分公司的活动", "team leader, of all events"},
	"supervisor": {"服务主管:全分公司", "service supervisor, of everything"},
	"svm":        {"服务管理经理:全分公司", "service management manager, of everything"},
	"qc":         {"质检人员:全分公司", "quality inspector, of everything"},
	"bo":         {"后台审核人员:全分公司", "back-office reviewer, of everything"},
	"approver":   {"政企部领导、分管副总:全分公司", "department leader and vice president, of everything"},
	"csd":        {"客服部:全分公司", "customer service department, of everything"},
	"vcd":        {"VIP客服中心主任:全分公司的短信批次", "director of the VIP service centre, of all batches of messages"},
	"admin":      {"系统管理员", "administrator"},
	"self":       {"本人", "everybody, of what is his own"},
	"colleague":  {"全体员工:通讯录", "everybody, of the organisation's directory"},
}

// accessPaper is docs/access.md, the table for people.
func accessPaper() string {
	var b strings.Builder
	b.WriteString(`# Who sees and does what

Written by ` + "`go test ./models -update`" + ` from the table in models/rights_table.go, which every door asks: changesets, feed, snapshot, records, conflicts, search, counts, reveals, and the phone before it delivers. Basis: the handbook's visibility matrix (domain rule 1.6) and privacy classes (8); least privilege where it is silent. What the server alone writes (staff, assignments, stars, the calendar and the like: fields of policy ` + "`" + `server` + "`" + `) nobody changes from a device, even where his line says create or edit: it changes on the server, by ` + "`" + `fieldsync import` + "`" + ` and ` + "`" + `fieldsync assign` + "`" + `.

Somebody holds a scope (a customer, a star customer, an event, a member of staff, everything) as one or several of these; together they give what any of them gives.

| held as | 持有身份 | |
|---|---|---|
`)
	for _, p := range Profiles() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", p, profileLabels[p].ZH, profileLabels[p].EN)
	}
	b.WriteString(`
**full** everything, **masked** personal fields as masks, **count** how many there are, – nothing. Then what may be done: create, edit, delete, settle (choose between the values of an open conflict; who edits may settle), reveal (see one masked field for a reason, noted before it is shown), decide (review, approve, confirm what others wrote). *Of his unit*: only the head of the province, branch or team that the record is for: who has a role of a head (BRANCH, VCD, GEL, VP) and belongs to it or to one above it, or leads one of them. Fields that only the server writes are void from any device, whatever is said here.

A line with fields behind its collection is about these alone (domain rule 8): **desk** is everything at a desk of the office and a mask on a device; edit is adding a value, beside what is withheld where that is masked.

| collection | 数据 |`)
	for _, p := range Profiles() {
		b.WriteString(" " + p + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(Profiles())) + "\n")
	for _, c := range Default().Collections() {
		fmt.Fprintf(&b, "| %s | %s |", c.Name, c.Label.ZH)
		for _, p := range Profiles() {
			b.WriteString(" " + RightIn(p, c.Name).words() + " |")
		}
		b.WriteString("\n")
		for _, line := range c.Lines {
			_, fields, _ := strings.Cut(line, ".")
			fmt.Fprintf(&b, "| %s: %s | %s |", c.Name, strings.ReplaceAll(fields, ",", ", "), fieldLabels(c, fields))
			for _, p := range Profiles() {
				b.WriteString(" " + RightIn(p, line).words() + " |")
			}
			b.WriteString("\n")
		}
	}
	b.WriteString("| what this version does not know | 未知数据 |")
	for _, p := range Profiles() {
		b.WriteString(" " + RightIn(p, unknownCollections).words() + " |")
	}
	return b.String() + "\n"
}

func fieldLabels(c *Collection, fields string) string {
	var out []string
	for name := range strings.SplitSeq(fields, ",") {
		out = append(out, c.Field(name).Label.ZH)
	}
	return strings.Join(out, "、")
}

func (r Right) words() string {
	if r.See == LevelNone {
		return "–"
	}
	out := string(r.See)
	for _, d := range []struct {
		deed Deed
		word string
	}{{Create, "create"}, {Edit, "edit"}, {Delete, "delete"}, {Settle, "settle"}, {Reveal, "reveal"}, {Decide, "decide"}} {
		told := d.deed == Settle && r.Do&Edit != 0 || d.deed == Reveal && r.See == LevelFull
		if r.Do&d.deed != 0 && !told {
			out += ", " + d.word
		}
	}
	if r.Unit != 0 {
		out += "; of his unit: " + strings.TrimPrefix(Right{See: r.See, Do: r.Unit}.words(), string(r.See)+", ")
	}
	return out
}

func TestAccessPaperIsCurrent(t *testing.T) {
	const file = "../docs/access.md"
	want := accessPaper()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != want {
		t.Errorf("%s is not current (%v): go test ./models -update", file, err)
	}
	for _, p := range Profiles() {
		if profileLabels[p].ZH == "" || profileLabels[p].EN == "" {
			t.Errorf("%s: say who holds a scope as this", p)
		}
	}
	for p := range profileLabels {
		if profiles[p] == nil {
			t.Errorf("%s is described and not in the table", p)
		}
	}
}
