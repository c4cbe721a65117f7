package upgrade

import (
	"fmt"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// people enters the organisation: two customers, their managers, key persons
// and an event.
func (o *office) people() error {
	rows := [][2]string{{"org team t1", `{"name":"政企一班","kind":"政企VPN","leader":"s-tl01"}`}}
	for _, u := range [][2]string{{"admin", "ADM"}, {"csm01", "CSM"}, {"csm02", "CSM"}, {"am01", "AM"}, {"tl01", "TL"}} {
		rows = append(rows, [2]string{"org staff s-" + u[0], fmt.Sprintf(
			`{"staff_no":%q,"name":"员工","roles":[%q],"team":"t1","active":true,"valid_from":"2016-01-01"}`, u[0], u[1])})
	}
	for _, c := range []string{"c1", "c2"} {
		rows = append(rows, [2]string{"customer/" + c + " customer " + c, fmt.Sprintf(`{"customer_no":"KH-%s","customer_name":"杭州第一机床厂","control_level":"市级",
			"industry_category":"大企业","marketing_grid":"HZ-01","is_vpn_group":true,"is_industry_app":false}`, c)})
	}
	for _, a := range [][4]string{{"a1", "c1", "csm01", "CSM"}, {"a2", "c2", "csm01", "CSM"}, {"a3", "c1", "am01", "AM"}} {
		rows = append(rows, [2]string{"customer/" + a[1] + " assignment " + a[0], assignment(a[1], a[2], a[3])})
	}
	for i := range 8 {
		rows = append(rows, [2]string{fmt.Sprint("customer/c1 key_person k", i), fmt.Sprintf(keyPerson, i, i)})
	}
	rows = append(rows,
		[2]string{"event/e1 showcase_event e1", `{"event_no":"E1","title":"天翼智能秀","customer":"c1","normaliser_version":1,
			"signup_key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}`},
		[2]string{"event/e1 event_desk d1", `{"event":"e1","desk_kind":"D1","operator":"s-csm01"}`})
	for _, r := range rows {
		var scope, collection, id string
		if _, err := fmt.Sscan(r[0], &scope, &collection, &id); err != nil {
			return err
		}
		if err := o.write(models.Scope(scope), collection, id, r[1]); err != nil {
			return fmt.Errorf("%s: %w", r[0], err)
		}
	}
	for _, name := range []string{"admin", "csm01", "csm02", "am01", "tl01"} {
		if err := o.engine.PutUser(o.ctx, changesync.User{Name: name, Staff: "s-" + name, Active: true}); err != nil {
			return err
		}
	}
	return nil
}

func assignment(customer, user, post string) string {
	return fmt.Sprintf(`{"customer":%q,"staff":"s-%s","post":%q,"valid_from":"2016-01-01","reason":"分配"}`, customer, user, post)
}

// keyPerson is one with everything that the handbook asks for.
const keyPerson = `{"customer":"c1","kp_name":"王建国%d","gender":"男","department":"信息科","position":"科长","position_rank":"科级或同等级别",
	"birthday":"1970-05-10","home_address":"浙江省杭州市西湖区文三路1号","kp_service_manager":"s-csm01","fault_level":"一级","qq_no":"10001",
	"own_mobile":"1380000000%d"}`
