package demo

import (
	"fmt"
	"strings"

	"fieldsync/models"
)

const (
	customersPerBranch = 64
	customersPerCSM    = customersPerBranch / csmsPerBranch
)

// number counts customers from 1 through all branches.
func (b *branch) number(i int) int { return b.no*customersPerBranch + i + 1 }

func (b *branch) customerID(i int) string { return b.id("customer/%d", b.number(i)) }

// csmOf and amOf are the slots of a customer's two managers. They mostly go in
// pairs, with every fourth customer under another account manager.
func csmOf(i int) int { return i / customersPerCSM }

func amOf(i int) int {
	if i%4 == 3 {
		return (csmOf(i) + 1) % csmsPerBranch
	}
	return csmOf(i)
}

// customerName takes the name of the city where the pattern has no district.
func (b *branch) customerName(i int) string {
	pattern := industryOf(i).names[i/8]
	place := b.city() + b.district()
	if strings.HasPrefix(pattern, "%s区") {
		place = b.city() + "市" + b.district()
	}
	return fmt.Sprintf(pattern, place)
}

func (b *branch) customer(i int) {
	d := b.dice("customer/%d", b.number(i))
	in := industryOf(i)
	revenue := 8_000 + d.n(400)*1_000
	c := models.Customer{
		CustomerNo: fmt.Sprintf("KH%06d", b.number(i)), CreditCode: creditCode(d, in.unit, b.number(i)),
		Address: b.officeAddress(d), Place: b.spot(d), CustomerName: b.customerName(i),
		ControlLevel:   []string{"县级", "市级", "市级", "省级", "集团级"}[d.n(5)],
		AccountManager: b.staffID("AM", amOf(i)), ServiceManager: b.staffID("CSM", csmOf(i)),
		IndustryCategory: in.category, MarketingGrid: fmt.Sprintf("QJ%03d-%02d", b.no+1, 1+i/8),
		ServiceGrade: pick(d, in.grades), IsVPNGroup: yes(), IsIndustryApp: no(),
		LifecycleStage: []string{"入网期", "成长期", "成熟期", "成熟期", "衰退期"}[d.n(5)],
		AnnualRevenue:  yuan(revenue), SpendClass: "4万元及以上",
	}
	if revenue < 40_000 {
		c.SpendClass = "4万元以下"
	}
	if d.n(3) == 0 {
		c.IsIndustryApp = yes()
	}
	if noVisits(i) {
		c.NoHomeVisit = yes()
	}
	if i%9 == 4 {
		c.SpecialVisitNeed = pick(d, visitNeeds)
	}
	emit(b, "customer", b.customerID(i), c)
}

// noVisits says which customers want nobody at the door: one to a manager.
func noVisits(i int) bool { return i%customersPerCSM == 13 }

func (b *branch) assignments(i int) {
	for _, a := range []struct {
		post string
		slot int
	}{{"AM", amOf(i)}, {"CSM", csmOf(i)}} {
		emit(b, "assignment", b.id("assignment/%d/%s", b.number(i), a.post), models.Assignment{
			Customer: b.customerID(i), Staff: b.staffID(a.post, a.slot), Post: a.post, ValidFrom: date(b.org.month(-12)), Reason: "分配"})
	}
}
