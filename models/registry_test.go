package models

import (
	"strings"
	"testing"
)

// Field policies that the four core collections show between them.
func TestCoreCollectionsUseEveryPolicy(t *testing.T) {
	seen := map[Policy]bool{}
	for _, name := range []string{"customer", "key_person", "event_lead", "work_order"} {
		for _, f := range Default().Collection(name).Fields {
			seen[f.Policy] = true
		}
	}
	for _, p := range []Policy{Latest, Review, Set, Append, State, Server, Fixed} {
		if !seen[p] {
			t.Errorf("no field of the core collections is %q", p)
		}
	}
}

func TestUnknownNamesAreNil(t *testing.T) {
	if Default().Collection("nothing") != nil || Default().Collection("customer").Field("nothing") != nil {
		t.Error("an unknown name must give nil")
	}
	if first := Default(); first != Default() {
		t.Error("the registry is built once")
	}
}

func TestSensitiveFieldsHaveMasks(t *testing.T) {
	for _, c := range Default().Collections() {
		for _, f := range c.Fields {
			if f.Class >= Personal && f.Mask == MaskNone {
				t.Errorf("%s.%s is personal and has no mask", c.Name, f.Name)
			}
		}
	}
}

// Each struct is wrong in one way.
type (
	noPolicy struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" zh:"甲" en:"A"`
	}
	unknownTag struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" zh:"甲" en:"A" merg:"latest"`
	}
	unknownWord struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" validate:"omitempty,email" zh:"甲" en:"A"`
	}
	noLabel struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" en:"A"`
	}
	unknownRef struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" ref:"nowhere" zh:"甲" en:"A"`
	}
	homeNoRef struct {
		_ struct{} `collection:"c" home:"customer:a" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" zh:"甲" en:"A"`
	}
	maskNoPriv struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" mask:"last4" zh:"甲" en:"A"`
	}
	unknownMask struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" priv:"2" mask:"none" zh:"甲" en:"A"`
	}
	setNoList struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"set" zh:"甲" en:"A"`
	}
	stateNoStates struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"state" zh:"甲" en:"A"`
	}
	stateWrong struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"state" states:"submission" validate:"required,oneof=draft submitted gone" zh:"甲" en:"A"`
	}
	plainBool struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A bool     `json:"a" merge:"latest" zh:"甲" en:"A"`
	}
	emptyList struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A []string `json:"a" merge:"set" validate:"required,dive,max=3" zh:"甲" en:"A"`
	}
	noHome struct {
		_ struct{} `collection:"c" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" zh:"甲" en:"A"`
	}
	noHead struct {
		A string `json:"a" merge:"latest" zh:"甲" en:"A"`
	}
	wrongCondition struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" validate:"required_without=B" zh:"甲" en:"A"`
	}
	conditionNoOption struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" validate:"omitempty,id_number_if=B 护照" zh:"甲" en:"A"`
		B string   `json:"b" merge:"latest" validate:"omitempty,oneof=身份证" zh:"乙" en:"B"`
	}
	conditionNoValue struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" validate:"omitempty,id_number_if=B" zh:"甲" en:"A"`
	}
	conditionNoBool struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" validate:"required_if=B true,omitempty" zh:"甲" en:"A"`
		B string   `json:"b" merge:"latest" validate:"omitempty" zh:"乙" en:"B"`
	}
	conditionTwoValues struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" validate:"required_if=B x y,omitempty" zh:"甲" en:"A"`
		B string   `json:"b" merge:"latest" validate:"omitempty,oneof=x y" zh:"乙" en:"B"`
	}
	orderOfKinds struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A CalDate  `json:"a" merge:"latest" validate:"omitempty,not_before=B" zh:"甲" en:"A"`
		B Moment   `json:"b" merge:"latest" validate:"omitempty" zh:"乙" en:"B"`
	}
	numberOfKinds struct {
		_ struct{}     `collection:"c" home:"org" zh:"类" en:"C"`
		A *int64       `json:"a" merge:"latest" validate:"omitempty,at_most=B" zh:"甲" en:"A"`
		B *MoneyAmount `json:"b" merge:"latest" validate:"omitempty" zh:"乙" en:"B"`
	}
	conditionInside struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A []string `json:"a" merge:"set" validate:"omitempty,dive,id_number_if=B x" zh:"甲" en:"A"`
		B string   `json:"b" merge:"latest" validate:"omitempty,oneof=x" zh:"乙" en:"B"`
	}
	argument struct {
		_ struct{} `collection:"c" home:"org" zh:"类" en:"C"`
		A string   `json:"a" merge:"latest" validate:"omitempty,id_number=15" zh:"甲" en:"A"`
	}
	memberPolicy struct {
		_ struct{}       `collection:"c" home:"org" zh:"类" en:"C"`
		A []policyMember `json:"a" merge:"set" validate:"omitempty,dive" zh:"甲" en:"A"`
	}
	policyMember struct {
		B string `json:"b" merge:"latest" zh:"乙" en:"B"`
	}
)

func TestWrongStructsAreRefused(t *testing.T) {
	for _, c := range []struct {
		of   any
		want string
	}{
		{noPolicy{}, "noPolicy.A: has no merge policy"},
		{unknownTag{}, `unknown tag "merg"`},
		{unknownWord{}, `unknown word "email"`},
		{noLabel{}, "labels zh and en"},
		{unknownRef{}, `c.a: ref to unknown collection "nowhere"`},
		{homeNoRef{}, `home field "a" must be a ref`},
		{maskNoPriv{}, "mask without priv"},
		{unknownMask{}, `unknown mask "none"`},
		{setNoList{}, `merge "set" needs a list`},
		{stateNoStates{}, "needs a states tag"},
		{stateWrong{}, `"gone" is no state`},
		{plainBool{}, "type bool is not supported"},
		{emptyList{}, "needs min=1"},
		{noHome{}, "needs a home"},
		{noHead{}, "collection tag"},
		{wrongCondition{}, `unknown field "B"`},
		{conditionNoOption{}, "id_number_if names no field"},
		{conditionNoValue{}, "needs a field and its values"},
		{conditionNoBool{}, "that is a bool or has the option"},
		{conditionTwoValues{}, "required_if just one"},
		{orderOfKinds{}, "not_before compares two dates"},
		{numberOfKinds{}, "at_most compares two numbers"},
		{conditionInside{}, "not known inside lists"},
		{argument{}, "takes no argument"},
		{memberPolicy{}, "no merge policy of its own"},
		{42, "is no struct"},
	} {
		_, err := NewRegistry(c.of)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: error %v, want %q", c.of, err, c.want)
		}
	}
	if _, err := NewRegistry(Team{}, Staff{}, Team{}); err == nil || !strings.Contains(err.Error(), "declared twice") {
		t.Errorf("twice: %v", err)
	}
}

func TestWorkflow(t *testing.T) {
	w := Default().Collection("work_order").Field("status").Workflow
	if !w.Allows("", "待接收") || !w.Allows("待接收", "办理中") || w.Allows("已完成", "待接收") || !w.Allows("已完成", "已完成") {
		t.Error("transitions of work_order are wrong")
	}
	if w.Rank["已完成"] <= w.Rank["已超时"] {
		t.Error("a finished order must outrank an overdue one")
	}
	for name, w := range workflows {
		for from, next := range w.Next {
			for _, to := range next {
				if w.Rank[to] == 0 {
					t.Errorf("%s: %q leads to %q, which has no rank", name, from, to)
				}
			}
		}
	}
}
