package models

import (
	"encoding/json"
	"strconv"
	"time"
)

// Duty is one of the fifteen duties of a service manager (domain.md 2.19): the
// first six belong to a stage of the customer, the others to every day.
type Duty struct {
	No   int    // the option of work_order.duty
	When string // the stage or time, in the handbook's words
	// Content says what is done, Requirement how.
	Content, Requirement string
	// Channels are those the handbook names, as work_order.channel has them; what
	// it calls leaflets, calls or desks stands under the nearest of these.
	Channels []string
	// Days is how long after issuing it is due, where the handbook says so; 0:
	// whoever dispatches it decides.
	Days   int
	Source string
}

// Stage says whether the duty belongs to a stage, not to the daily work.
func (d Duty) Stage() bool { return d.No <= 6 }

// Label names the duty.
func (d Duty) Label() Label { return optionLabels["duty/"+strconv.Itoa(d.No)] }

// DutyOf finds a duty by the option of work_order.duty.
func DutyOf(option string) (Duty, bool) {
	n, err := strconv.Atoi(option)
	if err != nil || n < 1 || n > len(duties) {
		return Duty{}, false
	}
	return duties[n-1], true
}

// FillOrder adds to the values of a new work order what its author left out:
// when it was issued, that somebody made it for himself (staff, "" if unknown)
// and has not begun, and what its duty says of channels and time. It passes over
// other collections.
func (c *Collection) FillOrder(v Values, staff string, at time.Time) {
	if c.Name != "work_order" {
		return
	}
	fill := func(name, value string) {
		if isNull(v[name]) && value != "" {
			v[name] = appendText(nil, value)
		}
	}
	fill("issued_at", string(MomentOf(at)))
	fill("origin", "自建")
	fill("assignee", staff)
	fill("status", "待接收")
	option, _ := readText(v["duty"])
	duty, known := DutyOf(option)
	if known && duty.Days > 0 {
		fill("due_at", string(MomentOf(at.AddDate(0, 0, duty.Days))))
	}
	if known && isNull(v["channel"]) {
		var list []json.RawMessage
		for _, way := range duty.Channels {
			list = append(list, appendText(nil, way))
		}
		v["channel"] = joinList(list)
	}
}

var duties = []Duty{
	{1, "项目签约期间", "讲解套餐、资费与计费方式,协助选择套餐和终端,告知变更与缴费事项", "先与客户经理充分沟通;通过客户内部渠道预告时间地点;记录意向强的用户;演示真机",
		[]string{"互联网方式", "发放资料", "上门"}, 0, "P1-S1 三(一)1 L9–14"},
	{2, "签约后业务开通阶段", "收集用户资料,督促开通,发放终端", "资料须核实并准确录入;开通延误时对外安抚、对内协调",
		[]string{"电子邮件", "上门", "内部协调"}, 0, "P1-S1 三(一)2 L16–19"},
	{3, "签约后交付阶段", "入网辅导、应用下载、服务指南与手册发放,告知服务经理联系方式、热线、网掌厅和QQ客服", "掌握主要套餐、热门终端、常用应用、通讯录备份导入和重点行业客户端",
		[]string{"互联网方式", "上门", "发放资料"}, 0, "P1-S1 三(一)3 L21–26"},
	{4, "入网3个月内", "半月回访、首次整月账单解读、非正常消费提醒", "首次通话先报服务经理联系方式,并介绍改号通知与总机服务;关注首月账单,解决并解释差错",
		[]string{"电话", "短信", "电子邮件"}, 14, "P1-S1 三(一)4 L28–36"},
	{5, "项目签约后", "外呼、走访、设台推广4G终端、增值包和行业应用", "同工作内容1的要求",
		[]string{"互联网方式", "电话", "短信", "上门", "现场办理"}, 0, "P1-S1 三(一)5 L38–42"},
	{6, "售后使用阶段", "辅导客户端升级,解答问题", "收集集中问题并及时上报",
		[]string{"电话", "短信", "上门"}, 0, "P1-S1 三(一)6 L44–46"},
	{7, "售后使用阶段", "完善客户资料、竞争情报和客户动向,录入系统", "准确、及时",
		[]string{"互联网方式", "电话", "上门"}, 0, "P1-S1 三(二)7 L48–50"},
	{8, "售后使用阶段", "实时解答关键人、重要联系人的咨询与投诉", "不能实时解决的转相关人员并跟踪;解决后回访",
		[]string{"互联网方式", "电话", "上门"}, 0, "P1-S1 三(二)8 L51–54"},
	{9, "售后使用阶段", "收集产品、资费、计费和服务问题,报服务管理经理", "有时限的督促答复,否则做好解释和安抚",
		[]string{"互联网方式", "电话", "上门"}, 0, "P1-S1 三(二)9 L55–58"},
	{10, "售后使用阶段", "终端配送与换修、UIM卡补换卡、4G上网卡收发和登记、帐务查询、简单业务办理、客户端升级辅导", "利用接触机会建立良好互动",
		[]string{"互联网方式", "电话", "上门"}, 0, "P1-S1 三(二)10 L59–62"},
	{11, "春节、暑假、国庆长假;更换国际卡", "节假日主动关怀,换国际卡预警时被动关怀", "出国前为用户做好充分准备",
		[]string{"互联网方式", "电话", "上门"}, 0, "P1-S1 三(二)11 L63–70"},
	{12, "协议到期前3个月", "3个月内到期租机用户占比达到20%时开展续约关怀", "先处理未完毕投诉;及时告知客户经理续签情况",
		[]string{"上门", "电话", "短信"}, 0, "P1-S1 三(二)12 L71–75"},
	{13, "在网期间", "提取高危用户清单,分析原因,开展赢回", "按原因采取措施",
		[]string{"互联网方式", "电话", "短信", "上门"}, 0, "P1-S1 三(二)13 L76–80"},
	{14, "欠费一个月内", "协助客户经理追缴欠费", "按欠费性质采取措施",
		[]string{"互联网方式", "电话", "短信", "上门"}, 30, "P1-S1 三(二)14 L81–85"},
	{15, "在网期", "智能机提升、流量包销售、二次营销和VPN扩群", "利用关键人接触,制定计划并预告;做流量分析,准备话术",
		[]string{"短信", "互联网方式", "电话", "上门"}, 0, "P1-S1 三(二)15 L86–93"},
}
