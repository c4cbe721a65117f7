package demo

import (
	"fieldsync/models"
)

// formWithoutContact is the customer, counted from 1, whose form lacks the
// second contact.
const formWithoutContact = 18

// infoForm is the form filled at a visit, about the first key person.
func (b *branch) infoForm(v visit) {
	id, d, p := b.id("customer_info_form/%d", v.number), b.dice("customer_info_form/%d", v.number), b.who(v.i, 0)
	f := models.CustomerInfoForm{
		Collected: b.collected(id, v.staff, v.left),
		Customer:  b.customerID(v.i), StarCustomer: v.star, CustomerName: p.name, Birthday: date(p.birthday),
		SecondContact: mobile(otherPrefixes, 70_000_000+v.number), Address: b.officeAddress(d),
		MainNumber: mobile(ourPrefixes, b.person(v.i, 0)), StarLevel: v.level,
		SpokenLanguage: "普通话", Hobbies: pick(d, hobbies), Interests: pick(d, hobbies),
		FamilyMembers: pick(d, families), Education: []string{"大专", "本科", "硕士"}[d.n(3)],
		CurrentPackage: pick(d, packages), Consumption: pick(d, usages), CompetitorInfo: pick(d, rivals),
		PersonalityType: []string{"和平型", "活泼型", "完美型", "力量型"}[d.n(4)],
		PurchaseType:    []string{"习惯型", "理智型", "冲动型", "价格型"}[d.n(4)],
		CollectOccasion: "电话或上门拜访", CollectMethod: []string{"实验法", "观察法"}[d.n(2)],
	}
	f.CustomerConsent = yes() // the family is told about
	if d.n(3) == 0 {
		f.FeeReimbursed, f.ReimbursementQuota = yes(), yuan(100+50*d.n(5))
	}
	missing := ""
	if v.i+1 == formWithoutContact {
		f.SecondContact, missing = "", "second_contact"
	}
	emitIncomplete(b, "customer_info_form", id, f, missing)
}
