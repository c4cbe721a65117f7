package bench

import (
	"context"
	"fmt"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// texts are what managers type: the length of a message, not of a letter.
var texts = []string{
	"客户反映办公楼三层信号较弱，上午十点左右通话有断续，已登记并约定周五复测。",
	"财务主管希望把两张账单合并到一个账号，并在每月五日前收到电子账单。",
	"对天翼高清的直播频道表示满意，建议增加本地新闻回看时间。",
	"计划下季度增加二十部终端，关注合约机的补贴政策与发票开具方式。",
}

// Visit is the change that records visit i at a customer by a member of staff.
func Visit(registry *models.Registry, id, customer, staff string, i int, at time.Time) (changesync.Change, error) {
	arrived := at.Add(-time.Duration(40+i%30) * time.Minute)
	yes, no := true, false
	r := models.VisitRecord{
		Customer: customer, Visitor: staff, CustomerStarAtVisit: fmt.Sprint(i % 8),
		UnplannedReason: "路过，客户临时提出", Purposes: []string{"V3", "V4"},
		ScheduledStart: models.MomentOf(arrived.Add(5 * time.Minute)), ArrivedAt: models.MomentOf(arrived), LeftAt: models.MomentOf(at),
		ArrivalPlace: &models.GeoPoint{Lat: 30.25 + float64(i%900)/1e4, Lng: 120.16 + float64(i%700)/1e4, Name: "客户前台"},
		CardGiven:    &yes, RightsTold: &yes, GiftGiven: &no, InfoUnchanged: &yes,
		Opinions: texts[i%4], UsageSituation: texts[(i+1)%4], NeedsExpectations: texts[(i+2)%4],
		OnsiteServices: []string{"业务演示", "宣传及推荐"}, RetentionResult: "客户愿意续约两年",
		GiftOffered: "无", Conduct: []string{"敲门", "一米站位", "准确陈述"},
		ResultSummary: texts[(i+3)%4], CustomerSatisfied: "满意",
	}
	v, err := models.Encode(r)
	if err != nil {
		return changesync.Change{}, err
	}
	registry.Collection("visit_record").FillCollected(v, id, staff, at)
	return changesync.Change{Key: changesync.Key{Collection: "visit_record", ID: id}, Set: v}, nil
}

// WriteVisits records n visits on the phone, without a network, spread over
// the customers that it may write to.
func (p *Phone) WriteVisits(ctx context.Context, n int) error {
	customers, err := p.List(ctx, "customer", "", 100)
	if err != nil {
		return err
	}
	if len(customers) == 0 {
		return fmt.Errorf("the phone of %s has no customer", p.Identity().User)
	}
	for i := range n {
		c, err := Visit(p.Registry(), p.NewID(), customers[i%len(customers)].Key.ID, p.Identity().Staff, i, p.Now())
		if err != nil {
			return err
		}
		if _, err := p.Write(ctx, c); err != nil {
			return err
		}
	}
	return nil
}
