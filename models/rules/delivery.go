package rules

import (
	"slices"
	"strconv"
	"strings"

	"fieldsync/models"
)

var deliveryRules = []Rule{
	{ID: "R-DELIV-02", Collection: "delivery_record", On: OnEntry, Severity: Block, Check: checkDelivered},
	{ID: "R-DELIV-03", Collection: "delivery_record", On: OnEntry, Severity: Warn, Check: checkApps},
	{ID: "R-SHOW-14", Collection: "delivery_record", On: OnEntry, Severity: Block, Check: checkTerminal},
	{ID: "R-DELIV-05", Collection: "delivery_record", On: OnEntry, Severity: Block, Check: checkSigned},
}

// modeFor is how so many users get their things: at the door, or on site.
func modeFor(users int64, p Params) string {
	if users > int64(p.Int("door_delivery_over")) {
		return "上门交付"
	}
	return "现场交付"
}

func checkMode(in *In) []models.Problem {
	users, ok := in.number("users_count")
	if mode := modeFor(users, in.Params); ok && !in.empty("delivery_mode") && in.text("delivery_mode") != mode {
		return one("delivery_mode", "should be "+mode+" for "+strconv.FormatInt(users, 10)+" users", strconv.FormatInt(users, 10)+"户应"+mode)
	}
	return nil
}

func (in *In) closing() bool { return in.text("status") == "已完成" && !in.draft() }

// lacks returns what of the list is not ticked in the field.
func (in *In) lacks(field string, wanted ...string) (missing []string) {
	done := in.texts(field)
	for _, name := range wanted {
		if !slices.Contains(done, name) {
			missing = append(missing, name)
		}
	}
	return missing
}

func notTicked(field string, missing []string) []models.Problem {
	if len(missing) == 0 {
		return nil
	}
	list := strings.Join(missing, ", ")
	return one(field, "lacks "+list+": do it before closing", "未完成:"+list)
}

func checkDelivered(in *In) []models.Problem {
	if !in.closing() {
		return nil
	}
	notNeeded := in.texts("steps_not_needed")
	steps := slices.DeleteFunc(in.lacks("steps", strings.Fields("S1 S2 S3 S4 S5 S6 S7")...), func(s string) bool {
		return (s == "S5" || s == "S6") && slices.Contains(notNeeded, s)
	})
	return append(notTicked("contents", in.lacks("contents", strings.Fields("K1 K2 K3 K4 K5 K6 K7")...)), notTicked("steps", steps)...)
}

func checkApps(in *In) []models.Problem {
	if n, ok := in.number("apps_downloaded"); !ok || n >= 3 && n <= 5 {
		return nil
	}
	return one("apps_downloaded", "should be three to five", "应协助下载热点软件3至5项")
}

// checkSigned: a delivery is closed with the customer's word for it, or with
// his refusal to sign.
func checkSigned(in *In) []models.Problem {
	if !in.closing() {
		return nil
	}
	return in.needed("signed_by")
}

// checkTerminal is about the handing over of terminals at an event.
func checkTerminal(in *In) []models.Problem {
	if !in.closing() || in.empty("event") {
		return nil
	}
	return notTicked("terminal_steps", in.lacks("terminal_steps", in.Params.Words("terminal_steps")...))
}
