package demo

import (
	"fmt"

	"fieldsync/models"
)

// relations joins a few customers of the branch: units below one another, a
// group that is sold to as one, suppliers and whom they supply.
func (b *branch) relations() {
	for _, r := range []struct {
		tree          string
		parent, child int
	}{
		{"administrative", 0, 15}, {"administrative", 0, 22}, {"administrative", 15, 29},
		{"marketing", 1, 8}, {"marketing", 1, 0},
		{"supply-chain", 3, 5}, {"supply-chain", 4, 5},
	} {
		emit(b, "customer_relation", b.id("customer_relation/%s/%d/%d", r.tree, b.number(r.parent), b.number(r.child)), models.CustomerRelation{
			TreeKind: r.tree, Parent: b.customerID(r.parent), Child: b.customerID(r.child), ValidFrom: date(b.org.month(-12))})
	}
}

const usersPerGroup = 3

// vpnUsers are the first users of a manager's first two group customers.
func (b *branch) vpnUsers(i int) {
	if i%customersPerCSM > 1 {
		return
	}
	for k := range usersPerGroup {
		n := b.number(i)*usersPerGroup + k
		id, d := b.id("vpn_user/%d/%d", b.number(i), k+1), b.dice("vpn_user/%d/%d", b.number(i), k+1)
		born := b.org.month(-12 * (24 + d.n(30)))
		man := d.n(2) == 0
		u := models.VPNUser{
			Collected: b.collected(id, b.staffID("CSM", csmOf(i)), at(b.org.day(-20-d.n(60)), 10, 15)), Customer: b.customerID(i),
			UserNo: mobile(ourPrefixes, 600_000+n), UserName: personName(d, 3000+n, man), IDDocType: "居民身份证", IDDocNo: idCard(d, born, man),
			JoinMonth: month(b.org.month(-2 - d.n(40))), PackageName: pick(d, packages), TerminalModel: pick(d, terminals),
			TerminalSince: month(b.org.month(-1 - d.n(20))), IsSmartphone: yes(), PayType: []string{"后付费", "公司集中托收", "预付费"}[k],
			ContractEnd: date(b.org.month(1 + d.n(20))), ContractKind: []string{"话费补贴", "集中托收", "终端补贴"}[k], GoodPayment: yes(),
		}
		u.CustomerConsent = yes()
		u.PackageFee = yuan(feeOf(u.PackageName))
		emit(b, "vpn_user", id, u)
	}
}

var terminals = []string{"华为 Mate 8", "小米 5", "OPPO R9", "iPhone 6s"}

// feeOf reads the monthly fee in the name of a package, "乐享4G 169元".
func feeOf(name string) (fee int) {
	if _, err := fmt.Sscanf(name, "乐享4G %d元", &fee); err != nil {
		panic("demo: a package without a fee: " + name)
	}
	return fee
}

// applications asks for leaders of public bodies to be listed, and for one of a
// company, whose turn it is at the department's leader.
func (b *branch) applications(i int) {
	listed := industryOf(i).category == "党政军" && i%customersPerCSM < 8
	if !listed && i != 2 {
		return
	}
	a := models.KeyPersonApplication{Customer: b.customerID(i), KeyPerson: b.keyPersonID(i, 0), Applicant: b.staffID("AM", amOf(i)),
		CustomerClass: "金融、大企业、高端聚类(含管理机构)", Submission: "submitted", Status: "待政企部领导审批"}
	if listed {
		a.CustomerClass, a.Status = "党政军重要客户", "已纳入名单"
		a.LeaderDecision, a.Leader, a.LeaderDecidedAt = "通过", b.staffID("GEL", 0), models.MomentOf(at(b.org.day(-40), 9, 30))
		a.VPDecision, a.VP, a.VPDecidedAt = "通过", b.staffID("VP", 0), models.MomentOf(at(b.org.day(-38), 16, 0))
		a.ValidFrom = date(b.org.day(-38))
		a.DirectGrowth = count(map[string]int{"厅局级或同等级别": 8000, "处级或同等级别": 6000, "科级或同等级别": 4000}[rankOf(i, 0)])
	}
	emit(b, "key_person_application", b.id("key_person_application/%d", b.number(i)), a)
}
