package sim

import (
	"encoding/json"
	"fmt"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// office writes through a server, as the back office does.
func (w *world) office(scope models.Scope, collection, id string, fields ...string) error {
	set := models.Values{}
	for i := 0; i < len(fields); i += 2 {
		set[fields[i]] = json.RawMessage(fields[i+1])
	}
	s := w.pick()
	if s == nil {
		return errLost
	}
	s.ills.doing = "office"
	_, err := s.engine.WriteAs(w.ctx, "admin", changesync.Edit{Key: changesync.Key{Collection: collection, ID: id}, Scope: scope, Set: set})
	return err
}

// keyPerson is complete, so that its entry rules let it be submitted.
var keyPerson = []string{
	"customer", `"c1"`, "kp_name", `"王建国"`, "gender", `"男"`, "department", `"信息科"`, "position", `"科长"`,
	"position_rank", `"科级或同等级别"`, "birthday", `"1970-05-10"`, "home_address", `"浙江省杭州市西湖区文三路1号"`,
	"kp_service_manager", `"s-csm01"`, "fault_level", `"一级"`, "qq_no", `"10001"`, "own_mobile", `"13800000001"`,
}

func (w *world) people() error {
	err := w.office("org", "team", "t1", "name", `"一班"`, "kind", `"班组"`, "leader", `"s-tl01"`)
	for _, u := range []string{"csm01", "csm02", "am01", "tl01"} {
		if err == nil {
			err = w.office("org", "staff", "s-"+u, "staff_no", `"`+u+`"`, "name", `"`+u+`"`, "roles", `["CSM"]`,
				"team", `"t1"`, "active", "true", "valid_from", `"2016-01-01"`)
		}
		if err == nil {
			err = w.setUser(u, true)
		}
	}
	for _, c := range []string{"c1", "c2"} {
		if err == nil {
			err = w.office(models.Scope("customer/"+c), "customer", c, "customer_no", `"`+c+`"`, "customer_name", `"`+c+`"`)
		}
	}
	if err == nil {
		err = w.office("event/e1", "showcase_event", "e1", "event_no", `"E1"`, "title", `"秀"`, "customer", `"c1"`,
			"normaliser_version", "1", "signup_key", `"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="`)
	}
	if err == nil {
		err = w.office("customer/c1", "key_person", "k1", keyPerson...)
	}
	for i, a := range [][2]string{{"csm01", "c1"}, {"am01", "c1"}, {"csm02", "c2"}, {"am01", "c2"}} {
		if err == nil {
			err = w.assign(fmt.Sprintf("a%d", i+1), a[1], a[0], "null")
		}
	}
	return err
}

func (w *world) setUser(name string, active bool) error {
	s := w.pick()
	if s == nil {
		return errLost
	}
	s.ills.doing = "office"
	return s.engine.PutUser(w.ctx, changesync.User{Name: name, Staff: "s-" + name, Active: active})
}

func (w *world) assign(id, customer, user, until string) error {
	return w.office(models.Scope("customer/"+customer), "assignment", id, "customer", `"`+customer+`"`,
		"staff", `"s-`+user+`"`, "post", `"CSM"`, "valid_from", `"2016-01-01"`, "valid_to", until, "reason", `"分配"`)
}
