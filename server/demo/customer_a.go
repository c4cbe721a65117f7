package demo

import (
	"fmt"
	"time"

	"fieldsync/models"
)

// The handbook's customer A (domain.md 3.4): what was to be paid from September
// 2014 to September 2015, and the three stops of both directions.
var (
	billsOfA = [billedMonths]int{70, 80, 50, 50, 90, 90, 90, 100, 100, 120, 120, 120, 130}
	firstOfA = time.Date(2014, 9, 1, 0, 0, 0, 0, models.China)
	stopsOfA = []struct {
		number      string
		on, resumed models.CalDate
	}{{"177", "2014-10-12", "2014-10-15"}, {"133", "2015-04-09", "2015-04-11"}, {"177", "2015-09-10", "2015-09-14"}}
)

// customerAHome is where customer A works: at the second customer, whom csm01
// and am01 share.
const customerAHome = 1

// customerA is in the organisation once. The handbook gives one sum a month for
// both numbers; it stands under 133, the older one, which pays for both. Its
// tenure was 24 months in September 2015, the month of joining counted.
func (b *branch) customerA() {
	id, d := b.id("star_customer/A"), b.dice("star_customer/A")
	born := time.Date(1976, 3, 14, 0, 0, 0, 0, models.China)
	emit(b, "star_customer", id, models.StarCustomer{
		Name: "客户A", IDDocType: "居民身份证", IDDocNo: idCard(d, born, true), Customer: b.customerID(customerAHome),
		RegisteredBy: "个人证件", ServiceManager: b.staffID("CSM", csmOf(customerAHome)),
		Star: "2", StarFrom: "2015-10-01", StarTo: "2016-09-30", StarSource: "定级"})
	numbers := map[string]string{}
	for _, n := range []struct {
		prefix, ending string
		joined         models.CalMonth
	}{{"133", "05710133", "2013-10"}, {"177", "05710177", "2014-03"}} {
		numbers[n.prefix] = b.id("account_number/A/%s", n.prefix)
		emit(b, "account_number", numbers[n.prefix], models.AccountNumber{
			StarCustomer: id, Number: n.prefix + n.ending, Kind: "移动", JoinedMonth: n.joined, InUse: yes()})
	}
	for n, sum := range billsOfA {
		b.bill(fmt.Sprintf("monthly_bill/A/%d", n+1), id, numbers["133"], firstOfA.AddDate(0, n, 0), sum)
	}
	for _, s := range stopsOfA {
		emit(b, "stop_event", b.id("stop_event/A/%s/%s", s.number, s.on), models.StopEvent{
			StarCustomer: id, AccountNumber: numbers[s.number], Kind: "双停", On: s.on, Reason: "欠费", RestoredOn: s.resumed})
	}
}
