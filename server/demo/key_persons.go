package demo

import (
	"fmt"
	"time"

	"fieldsync/models"
)

// keyPersonsOf is how many key persons a customer has.
func keyPersonsOf(i int) int {
	if i%3 == 0 {
		return 4
	}
	return 3
}

// person counts key persons through all branches, with room for four each.
func (b *branch) person(i, k int) int { return b.number(i)*4 + k }

func (b *branch) keyPersonID(i, k int) string { return b.id("key_person/%d/%d", b.number(i), k+1) }

// who is what several records say about one person.
type who struct {
	name     string
	man      bool
	birthday time.Time
	idCard   string
	dice     *dice // for what else is said about the person
}

func (b *branch) who(i, k int) who {
	d := b.dice("person/%d/%d", b.number(i), k+1)
	man := d.n(3) > 0
	born := time.Date(1958+d.n(34), time.Month(1+d.n(12)), 1+d.n(28), 0, 0, 0, 0, models.China)
	return who{name: personName(d, b.person(i, k), man), man: man, birthday: born, idCard: idCard(d, born, man), dice: d}
}

func (w who) gender() string {
	if w.man {
		return "男"
	}
	return "女"
}

func (b *branch) keyPersons(i int) {
	for k := range keyPersonsOf(i) {
		kp := b.keyPerson(i, k)
		missing := b.keyPersonFaults(i, k, &kp)
		emitIncomplete(b, "key_person", b.keyPersonID(i, k), kp, missing)
	}
}

func (b *branch) keyPerson(i, k int) models.KeyPerson {
	p, in, id := b.who(i, k), industryOf(i), b.keyPersonID(i, k)
	d := p.dice
	post := min(k, len(in.posts)-1)
	seen := at(b.org.day(-30-d.n(300)), 9+d.n(8), d.n(60))
	kp := models.KeyPerson{
		Collected: b.collected(id, b.staffID("CSM", csmOf(i)), seen),
		Customer:  b.customerID(i), KpName: p.name, Gender: p.gender(),
		Department: in.departments[post], Position: in.posts[post], PositionRank: rankOf(i, k),
		Birthday: date(p.birthday), HomeAddress: b.homeAddress(d), KpServiceManager: b.staffID("CSM", csmOf(i)),
		FaultLevel: []string{"一级", "二级", "三级"}[min(k, 2)],
		WechatID:   fmt.Sprintf("demo_kp%07d", b.person(i, k)), OwnMobile: mobile(ourPrefixes, b.person(i, k)),
		RelationTendency: []string{"我网", "我网", "他网"}[d.n(3)], DecisionInfluence: []string{"强", "中", "弱"}[min(k, 2)],
	}
	kp.CustomerConsent = yes() // home address and ID card need it
	b.keyPersonOptions(i, k, &kp, p)
	if d.n(2) == 0 {
		kp.Collected = b.reviewed(kp.Collected, "accepted", "")
	}
	return kp
}

// rankOf gives the leaders of public bodies a rank that leads to a star.
func rankOf(i, k int) string {
	switch {
	case k > 1:
		return "其他"
	case industryOf(i).category != "党政军" && industryOf(i).category != "事业单位":
		return "其他"
	case k == 1:
		return "科级或同等级别"
	}
	return []string{"处级或同等级别", "厅局级或同等级别", "科级或同等级别"}[i/8%3]
}

// keyPersonOptions fills some of the fields that need not be filled.
func (b *branch) keyPersonOptions(i, k int, kp *models.KeyPerson, p who) {
	d := p.dice
	if d.n(2) == 0 {
		kp.QQNo = fmt.Sprint(100_000_000 + b.person(i, k))
	}
	if d.n(2) == 0 {
		kp.WorkDivision = pick(d, divisions)
	}
	if d.n(2) == 0 {
		kp.PersonalDetail = pick(d, details)
	}
	if d.n(4) == 0 {
		kp.IDCardNo = p.idCard
	}
	if d.n(4) == 0 {
		kp.OtherNetworkMobile = mobile(otherPrefixes, b.person(i, k))
	}
	if d.n(3) == 0 {
		kp.HomePhone = fmt.Sprintf("0571-8%07d", b.person(i, k)%10_000_000)
		kp.HasITV = yes()
		kp.InstallAddress = kp.HomeAddress
	}
	if star, ok := b.starAt(i); ok && k == 0 {
		kp.StarCustomer, kp.CustomerStar = star.id, star.level+"星"
		kp.ImportantCustomerType = "政企关键人"
		if industryOf(i).category == "党政军" {
			kp.ImportantCustomerType = "党政军重要客户"
		}
	}
}

// keyPersonFaults takes away what the package comment says is missing; such a
// record was not accepted.
func (b *branch) keyPersonFaults(i, k int, kp *models.KeyPerson) (missing string) {
	defer func() {
		if missing != "" && kp.Review == "accepted" {
			kp.Review, kp.Reviewer, kp.ReviewedAt = "", "", ""
		}
	}()
	switch [2]int{i + 1, k + 1} {
	case [2]int{4, 3}:
		kp.Birthday, kp.IDCardNo = "", ""
		kp.Collected = b.reviewed(kp.Collected, "returned", returnedNote)
		return "birthday"
	case [2]int{10, 2}:
		kp.QQNo, kp.WechatID = "", ""
		return "qq_no, wechat_id"
	case [2]int{22, 1}:
		kp.HomeAddress, kp.InstallAddress = "", ""
		return "home_address"
	case [2]int{11, 2}: // answered: the customer did not want to say
		kp.HomeAddress, kp.InstallAddress, kp.DeclinedFields = "", "", []string{"home_address"}
	}
	return ""
}
