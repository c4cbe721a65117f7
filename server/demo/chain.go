package demo

import "fieldsync/models"

// decisionChain makes user, checker and approver of a customer. The approver is
// its first key person, the checker the second; the user is nobody else's record.
func (b *branch) decisionChain(i int) {
	for step, role := range []string{"approver", "checker", "user"} {
		id := b.id("decision_chain_member/%d/%s", b.number(i), role)
		d := b.dice("decision_chain_member/%d/%s", b.number(i), role)
		seen := at(b.org.day(-20-d.n(200)), 9+d.n(8), d.n(60))
		m := models.DecisionChainMember{
			Collected: b.reviewed(b.collected(id, b.staffID("CSM", csmOf(i)), seen), "accepted", ""),
			Customer:  b.customerID(i), ChainRole: role,
			UnitPosition: []string{"主要领导", []string{"财务主管", "分管业务领导"}[i%2], "经办人"}[step],
		}
		if step < 2 {
			m.KeyPerson, m.PersonName, m.Phone = b.keyPersonID(i, step), b.who(i, step).name, mobile(ourPrefixes, b.person(i, step))
		} else {
			m.PersonName, m.Phone = personName(d, b.person(i, 7), d.n(2) == 0), mobile(otherPrefixes, 80_000_000+b.number(i))
		}
		if d.n(4) == 0 {
			m.Remark = pick(d, chainRemarks)
		}
		emit(b, "decision_chain_member", id, m)
	}
}
