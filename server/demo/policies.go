package demo

import "fieldsync/models"

// policies is the handbook's table of renewals (domain.md 2.17).
func (b *branch) policies() {
	for _, p := range []models.RenewalPolicy{
		{UserKind: "终端补贴", Policies: []string{"信用担保零元租机", "存费送机", "全额终端价款押金租机"}, RemainingAtMost: count(6)},
		{UserKind: "话费补贴", Policies: []string{"购机送费", "自带机入网承诺消费等比赠送话费", "5折终端价款押金租机"}, RemainingAtMost: count(6)},
		{UserKind: "集中托收", Policies: []string{"叠加合约期限提前续约"}, RemainingAtMost: count(6), GoodPayment: yes(), Remark: "含已到期用户;新合约生效时更换新终端"},
		{UserKind: "自行缴费", Policies: []string{"提前续约"}, TenureAtLeast: count(20), GoodPayment: yes()},
		{UserKind: "固移交叉补贴", Policies: []string{"企业付费、价值让渡个人的移动业务提前续约"}, Remark: "固网业务(语音、宽带、带宽、ICT)续签时"},
		{UserKind: "无固定期限", Policies: []string{"最低消费提前用完后续约"}, MinimumSpendUsed: yes()},
		{UserKind: "善意违约", Policies: []string{"付清旧终端残值后签订新合约并更换终端"}, RemainingOver: count(6), ResidualPaid: yes()},
	} {
		emit(b, "renewal_policy", b.id("renewal_policy/%s", p.UserKind), p)
	}
}
