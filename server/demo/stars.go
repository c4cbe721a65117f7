package demo

import (
	"fmt"
	"time"

	"fieldsync/models"
)

const billedMonths = 13

// star is a star customer of the branch: a customer's first key person.
type star struct {
	id, level, source string
	growth            int
	basis             string
	fee               int // of the package, yuan a month
	slot              int // of the star manager
}

// starAt returns the star at a customer; every sixth customer has one. Leaders
// of public bodies have it by rank, the others by contract (domain.md 3.5).
func (b *branch) starAt(i int) (star, bool) {
	if i%6 != 3 {
		return star{}, false
	}
	s := star{id: b.id("star_customer/%d", b.number(i)), slot: i / 6 % 2}
	grade := map[string]int{"科级或同等级别": 0, "处级或同等级别": 1, "厅局级或同等级别": 2}
	g, ranked := grade[rankOf(i, 0)]
	if ranked && industryOf(i).category == "党政军" {
		s.source, s.basis = "关键人直享", rankOf(i, 0)
	} else {
		g = i / 6 % 3
		s.source, s.basis = "合约直享", fmt.Sprintf("4G尊享+ %d元档", []int{169, 399, 599}[g])
	}
	s.level, s.growth, s.fee = []string{"5", "6", "7"}[g], []int{4000, 6000, 8000}[g], []int{169, 399, 599}[g]
	return s, true
}

func (b *branch) starCustomer(i int) {
	s, ok := b.starAt(i)
	if !ok {
		return
	}
	p, from := b.who(i, 0), b.org.month(-6)
	c := models.StarCustomer{
		Name: p.name, IDDocType: "居民身份证", IDDocNo: p.idCard,
		Customer: b.customerID(i), KeyPerson: b.keyPersonID(i, 0), RegisteredBy: "单位证件+使用人",
		ServiceManager: b.staffID("CSM", csmOf(i)), StarManager: b.staffID("SSM", s.slot),
		Star: s.level, StarFrom: date(from), StarSource: s.source,
	}
	growth := models.GrowthAccount{StarCustomer: s.id, Kind: s.source, Value: count(s.growth), ValidFrom: date(from), Basis: s.basis}
	if s.source == "合约直享" {
		c.StarTo = date(from.AddDate(2, 0, -1))
		growth.ValidTo = c.StarTo
	}
	emit(b, "star_customer", s.id, c)
	emit(b, "growth_account", b.id("growth_account/%d", b.number(i)), growth)
	emit(b, "assignment", b.id("assignment/%d/SSM", b.number(i)), models.Assignment{
		StarCustomer: s.id, Staff: c.StarManager, Post: "SSM", ValidFrom: date(from), Reason: "分配"})
	b.starNumbers(i, s)
}

// starNumbers makes the mobile with the bills of the last thirteen months, and
// for every other star customer a broadband line besides.
func (b *branch) starNumbers(i int, s star) {
	d := b.dice("bills/%d", b.number(i))
	main := b.id("account_number/%d/1", b.number(i))
	emit(b, "account_number", main, models.AccountNumber{
		StarCustomer: s.id, Number: mobile(ourPrefixes, b.person(i, 0)), Kind: "移动", JoinedMonth: month(b.org.month(-20 - d.n(80))),
		InUse: yes(), ContractEnd: date(b.org.month(4+d.n(18)).AddDate(0, 0, -1)), ContractKind: []string{"终端补贴", "话费补贴", "集中托收"}[d.n(3)]})
	if i%4 == 3 {
		emit(b, "account_number", b.id("account_number/%d/2", b.number(i)), models.AccountNumber{
			StarCustomer: s.id, Number: fmt.Sprintf("0571%08d", b.number(i)), Kind: "宽带", JoinedMonth: month(b.org.month(-15)),
			InUse: yes(), ContractKind: "固移交叉补贴"})
	}
	for n := range billedMonths {
		b.bill(fmt.Sprintf("monthly_bill/%d/%d", b.number(i), n+1), s.id, main, b.org.month(n-billedMonths), s.fee+d.n(60))
	}
}

func (b *branch) bill(name, starID, number string, of time.Time, receivable int) {
	emit(b, "monthly_bill", b.org.ID(name), models.MonthlyBill{
		StarCustomer: starID, AccountNumber: number, Month: month(of), Receivable: yuan(receivable), TrafficKB: count(receivable * 4096)})
}
