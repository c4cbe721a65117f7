package star

import (
	"slices"
	"strconv"

	"fieldsync/models"
)

// Grant is what makes a direct account. The zero Value of the account's
// growth never occurs: who gets nothing gets no grant.
type Grant struct {
	Account models.GrowthAccount
	Bonus   Points // given once besides
}

func grantOf(kind, basis string, growth int64, from, to models.CalDate) *Grant {
	return &Grant{Account: models.GrowthAccount{Kind: kind, Value: &growth, ValidFrom: from, ValidTo: to, Basis: basis}}
}

// Contract is a contract that may give a star (domain.md 3.5, L555–562).
type Contract struct {
	Plan     string             // PlanZunxiang, PlanIPhone or another of Params.Contracts
	Fee      models.MoneyAmount // basic fee of the package in a month
	Plans    bool               // with the contract plan that belongs to it
	Personal bool               // registered by a personal ID document (L550)
	From, To models.CalDate     // term of the contract
}

// Grant returns the direct account, nil when the contract gives none: a fee
// below the lowest band, no contract plan, or no personal ID. The account lasts
// as long as the contract (L577).
func (c Contract) Grant(p Params) (*Grant, error) {
	bands, ok := p.Contracts[c.Plan]
	if !ok {
		return nil, bad("unknown_plan", "plan", strconv.Quote(c.Plan)+" gives no star: only the group's market department sets plans", "不属于直享合约,直享标准由集团市场部门制定")
	}
	if err := checkTerm(c.From, c.To); err != nil {
		return nil, err
	}
	b, ok := bandOf(bands, c.Fee)
	if !ok || !c.Plans || !c.Personal {
		return nil, nil
	}
	g := grantOf(ByContract, c.Plan+" "+c.Fee.String(), b.Growth, c.From, c.To)
	g.Bonus = Whole(b.Bonus)
	return g, nil
}

func bandOf(bands []Band, sum models.MoneyAmount) (Band, bool) {
	i := slices.IndexFunc(bands, func(b Band) bool { return sum >= b.From })
	if i < 0 {
		return Band{}, false
	}
	return bands[i], true
}

// checkTerm refuses a term that cannot be read, or ends before it begins.
func checkTerm(from, to models.CalDate) error {
	if err := checkDay("from", from, false); err != nil {
		return err
	}
	if err := checkDay("to", to, true); err != nil {
		return err
	}
	if to != "" && to < from {
		return bad("bad_term", "to", "lies before from: exchange the two or correct one", "早于生效日期,请更正")
	}
	return nil
}

// KeyPerson is a listed key person (L567–571).
type KeyPerson struct {
	Category string             // industry of the organisation, as in models.Customer
	Rank     string             // as in models.KeyPerson
	Revenue  models.MoneyAmount // of the organisation, in a year
	Approved bool               // by AM, GEL and VP
	From, To models.CalDate     // of the identity; To is empty until it is withdrawn
}

// byRevenue are the categories whose key persons are graded by revenue. 高端聚类
// stands in models as 高端聚类客户.
var byRevenue = []string{"金融", "大企业", "高端聚类客户"}

// Grant returns the direct account, nil when there is none: not approved, or a
// rank or revenue that gives nothing. Public bodies go by rank (R-KP-07),
// finance and large enterprises by a table of revenue that each province fills
// in (R-KP-08); while it is empty the error is not_configured. For the other
// industries the source names no standard, so they get none. The account lasts
// as long as the identity: withdrawing it is setting To (R-KP-09, C04).
func (k KeyPerson) Grant(p Params) (*Grant, error) {
	if err := checkTerm(k.From, k.To); err != nil || !k.Approved {
		return nil, err
	}
	switch {
	case k.Category == "党政军" && p.Ranks[k.Rank] > 0:
		return grantOf(ByKeyPerson, k.Rank, p.Ranks[k.Rank], k.From, k.To), nil
	case !slices.Contains(byRevenue, k.Category):
		return nil, nil
	case len(p.Revenue) == 0:
		return nil, bad("not_configured", "revenue", "has no table yet: the province sets it", "收入贡献标准尚未配置,由省公司设定")
	}
	if b, ok := bandOf(p.Revenue, k.Revenue); ok {
		return grantOf(ByKeyPerson, k.Category+" "+k.Revenue.String(), b.Growth, k.From, k.To), nil
	}
	return nil, nil
}

// OldCard returns the direct account of a diamond, gold or silver card (钻卡,
// 金卡, 银卡), which lasts until the membership did (domain.md 3.10, L773).
// models has no kind of its own for it; it counts as a contract, named by its
// basis. C34: a key person without a card gets the key person's account.
func OldCard(card string, from, to models.CalDate, p Params) (*Grant, error) {
	star := p.OldCards[card]
	if star < 1 || star > Stars {
		return nil, bad("unknown_card", "card", strconv.Quote(card)+" is none of 钻卡, 金卡, 银卡", "应为钻卡、金卡或银卡")
	}
	if to == "" {
		return nil, badDate("to", "")
	}
	if err := checkTerm(from, to); err != nil {
		return nil, err
	}
	return grantOf(ByContract, card, p.Lower[star-1], from, to), nil
}

// Purchase returns the direct account of a star bought in a month (domain.md
// 3.6). Like a bought right it counts from the next month, for a year. Who may
// not buy gets the problems of R-STAR-05 and no account.
func Purchase(in Input, star int, p Params) (*Grant, []models.Problem, error) {
	if err := p.Check(); err != nil {
		return nil, nil, err
	}
	r, err := in.read()
	if err != nil {
		return nil, nil, err
	}
	if star < 1 || star > Stars {
		return nil, nil, bad("out_of_range", "star", "is none of 1 to 7", "应为1至7星")
	}
	if problems := r.mayBuy(p); len(problems) > 0 {
		return nil, problems, nil
	}
	to := addDays(addMonths(r.effect, p.Valid), -1)
	return grantOf(ByPurchase, strconv.Itoa(star)+"星", p.Lower[star-1], r.effect, to), nil, nil
}

// mayBuy is R-STAR-05: personal ID, and no more than five numbers in use of
// mobile, fixed line or broadband each (L585). Wireless broadband is not named.
func (r *read) mayBuy(p Params) (out []models.Problem) {
	if !PersonalID(r.Who.IDDocType) {
		out = append(out, models.Problem{Code: "R-STAR-05", Field: "id_doc_type",
			Message: "a star is sold to who is registered by a personal ID document", ZH: "以个人身份证件登记的客户方可购买星级"})
	}
	kinds := r.kindsInUse()
	for _, kind := range []string{"移动", "固话", "宽带"} {
		if n := kinds[kind]; n > p.MaxDevices {
			out = append(out, models.Problem{Code: "R-STAR-05", Field: "numbers",
				Message: "has " + strconv.Itoa(n) + " of " + kind + ", at most " + strconv.Itoa(p.MaxDevices) + " to buy a star",
				ZH:      kind + "产品" + strconv.Itoa(n) + "个,超过" + strconv.Itoa(p.MaxDevices) + "个不可购买星级"})
		}
	}
	return out
}
