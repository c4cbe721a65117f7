package models

// optionLabels name the options that are codes, by the code or, where a code
// means something else elsewhere, by "field/code". The other options are the
// handbook's own Chinese words and name themselves.
var optionLabels = map[string]Label{
	"draft":     {"草稿", "Draft"},
	"submitted": {"已提交", "Submitted"},
	"withdrawn": {"已撤回", "Withdrawn"},

	"received":   {"未审核", "Received"},
	"edited":     {"已修改", "Edited"},
	"has_issues": {"有问题", "Has issues"},
	"accepted":   {"通过", "Accepted"},
	"returned":   {"退回", "Returned"},
	"void":       {"作废", "Void"},

	"user":     {"使用者", "User"},
	"checker":  {"审核者", "Checker"},
	"approver": {"审批者", "Approver"},

	"V1": {"会员卡发放及会员权益告知", "Hand over member card, explain rights"},
	"V2": {"重要节日(生日)礼品赠送", "Festival or birthday gift"},
	"V3": {"征询客户意见及建议,了解客户使用情况", "Ask opinions, learn usage"},
	"V4": {"收集完善客户资料及个性化信息", "Collect and complete data"},
	"V5": {"根据客户需求上门服务", "On-site service"},
	"V6": {"对有离网倾向的客户进行上门维系挽留", "Retention visit"},

	"T1": {"ARPU值较低", "Low ARPU"},
	"T2": {"3G升4G", "3G to 4G"},
	"T3": {"户均流量较低", "Low data use per user"},
	"T4": {"协议即将到期", "Contracts about to expire"},
	"T5": {"有扩群机会", "Chance to enlarge the group"},
	"T6": {"拓展清零", "First sales at this customer"},

	"G1": {"客户会议前后", "Before or after a customer's meeting"},
	"G2": {"年会、大型会议茶歇", "Annual or big meeting with tea break"},
	"G3": {"日常走访收集的问题", "Problems collected in daily visits"},
	"G4": {"投诉他网的客户", "Customers complaining about another network"},
	"G5": {"合约即将到期", "Contracts soon to expire"},
	"G6": {"小礼品或第三方", "Small gifts or third parties"},

	"W1": {"外呼人员电话或短信通知", "Call or SMS"},
	"W2": {"易信/微信服务群发布通知", "Notice in the chat group"},
	"W3": {"上门发放宣传单页并告知", "Leaflets handed out"},
	"W4": {"客户侧OA办公系统、电子大屏等", "The customer's own channels"},

	"D1": {"服务咨询", "Consultation"},
	"D2": {"业务办理", "Business handling"},
	"D3": {"使用辅导", "Coaching"},
	"D4": {"互动体验", "Interactive experience"},
	"D5": {"关注有礼", "Follow and get a gift"},

	"I1": {"测试手机辐射值", "Measure the phone's radiation"},
	"I2": {"加载“欢GO”", "Install 欢GO"},
	"I3": {"加载“翼支付”", "Install 翼支付"},
	"I4": {"关闭应用软件广告推送消息", "Switch off advertising pushes"},

	"administrative": {"行政组织关系树", "Administrative tree"},
	"marketing":      {"营销关系树", "Marketing tree"},
	"supply-chain":   {"客户上下游关系树", "Supply chain"},
	"loop":           {"与先录入的关系形成循环", "Closes a ring of earlier relations"},
	"second_parent":  {"下级客户已有上级", "The child had a parent already"},

	"M1":  {"生日祝福", "Birthday"},
	"M2":  {"周末祝福", "Weekend greeting"},
	"M3":  {"节日祝福", "Festival greeting"},
	"M4":  {"天气突变关怀", "Sudden weather"},
	"M5":  {"时令保健关怀", "Seasonal health"},
	"M6":  {"重大事件通知", "Major event"},
	"M7":  {"营销宣传", "Marketing"},
	"M8":  {"客户回馈", "Customer feedback campaign"},
	"M9":  {"新客户首次拜访", "First welcome"},
	"M10": {"其他人工短信", "Other manual SMS"},

	"K1": {"客户级服务经理名片", "Name card of the service manager"},
	"K2": {"终端(含UIM卡)", "Terminal with UIM card"},
	"K3": {"信息化应用使用说明书", "Manual of the applications"},
	"K4": {"天翼使用小贴士", "Tips for use"},
	"K5": {"天翼特色应用介绍", "Introduction to special applications"},
	"K6": {"信息化应用服务热线", "Hotline for applications"},
	"K7": {"终端维修服务热线", "Hotline for repairs"},

	"S1": {"手机拆包,清点配件", "Unpack the phone, count the parts"},
	"S2": {"4G业务演示推介,协助下载热点软件", "Show 4G, help to download apps"},
	"S3": {"套餐资费解读", "Explain package and prices"},
	"S4": {"企业总机、189邮箱使用指导", "Show switchboard and 189 mailbox"},
	"S5": {"按需号码簿导入", "Import the address book if wanted"},
	"S6": {"按需国际卡介绍", "Explain the international card if wanted"},
	"S7": {"信息化应用客户端安装和使用介绍", "Install and explain the application's client"},

	"TD1":  {"提前为用户导通讯录", "Address book transferred beforehand"},
	"TD2":  {"开卡", "Card opened"},
	"TD3":  {"拆包", "Unpacked"},
	"TD4":  {"验机", "Phone inspected"},
	"TD5":  {"搭卡激活终端", "Card inserted, terminal activated"},
	"TD6":  {"开机检验屏幕是否有花屏", "Screen checked"},
	"TD7":  {"拨打电话测试按键、听筒及话筒", "Keys, earpiece and microphone tested by a call"},
	"TD8":  {"告知及时修改服务密码", "Told to change the service password"},
	"TD9":  {"发放大客户服务卡", "Service card given"},
	"TD10": {"告知凭卡享售后绿色通道", "Told of the green channel for repairs"},

	"duty/1":  {"协助客户经理引导用户入网", "Help the AM win users"},
	"duty/2":  {"入网办理", "Network entry"},
	"duty/3":  {"协助开展入网(手机使用)辅导", "Coaching at entry"},
	"duty/4":  {"入网关怀", "Newcomer care"},
	"duty/5":  {"协助多波次营销", "Help with repeated marketing"},
	"duty/6":  {"客户端升级辅导", "Client software coaching"},
	"duty/7":  {"完善客户资料", "Complete customer data"},
	"duty/8":  {"(协助)接受客户咨询与投诉", "Consultation and complaints"},
	"duty/9":  {"问题收集反馈", "Collect and report problems"},
	"duty/10": {"协助客户经理开展关键人服务", "Help serve key persons"},
	"duty/11": {"国际漫游服务", "International roaming"},
	"duty/12": {"协议到期关怀(续约)", "Contract expiry care"},
	"duty/13": {"高危用户赢回", "Win back users at risk"},
	"duty/14": {"协助客户经理欠费追缴", "Help collect arrears"},
	"duty/15": {"客户价值提升营销", "Raise customer value"},

	"type/N1":  {"拆机", "Dismantled"},
	"type/N2":  {"出账费用≤0", "Billed nothing"},
	"type/N3a": {"首次欠费且使用量无效", "First arrears, hardly used"},
	"type/N3b": {"连续欠费且使用量无效", "Arrears again, hardly used"},
	"type/N4":  {"欠费且使用量有效", "In arrears, in use"},
	"type/N5":  {"不欠费且使用量无效", "No arrears, hardly used"},
	"type/B1":  {"欠费", "In arrears"},
	"type/B2":  {"过度优惠", "Discounted too much"},
	"type/B3":  {"数据调整", "Data adjusted"},
	"type/B4":  {"保号/预拆", "Number kept or about to be dismantled"},
	"type/B5":  {"新入网当月未生效", "New, not in effect this month"},

	"kpi/retention":         {"用户保有", "Users kept"},
	"kpi/renewal_rate":      {"到期续签率", "Renewal rate"},
	"kpi/traffic":           {"流量", "Traffic"},
	"kpi/smart_penetration": {"智能渗透", "Smartphone penetration"},
	"kpi/order_rate":        {"工单完成率", "Order completion rate"},
	"kpi/qc_points":         {"外呼质检", "Points of call inspections"},
	"kpi/arrears_rate":      {"累计欠费率", "Rate of all arrears"},
	"kpi/recovery_rate":     {"当月欠费回收率", "Arrears recovered this month"},
	"kpi/contacts":          {"接触量", "Contacts"},
	"state/published":       {"已发布", "Published"},
	"state/retired":         {"已停用", "Retired"},

	"type/text":      {"文本", "Text"},
	"type/number":    {"数字", "Number"},
	"type/money":     {"金额", "Money"},
	"type/bool":      {"是否", "Yes or no"},
	"type/date":      {"日期", "Date"},
	"type/time":      {"时间", "Time"},
	"type/datetime":  {"日期时间", "Date and time"},
	"type/month":     {"月份", "Month"},
	"type/choice":    {"单选", "Choice"},
	"type/multiple":  {"多选", "Several choices"},
	"type/photo":     {"照片", "Photo"},
	"type/signature": {"签字", "Signature"},
	"type/place":     {"位置", "Place"},
	"type/record":    {"记录", "Record"},
	"type/repeat":    {"重复组", "Repeat group"},
	"type/note":      {"说明", "Note"},

	"state/open":     {"待处理", "Open"},
	"state/amended":  {"已更正", "Amended"},
	"state/accepted": {"已接受", "Accepted"},
	"state/rejected": {"已拒绝", "Rejected"},
}

// OptionLabel returns what to show for an option of the field; an option that
// is a word of the handbook is its own label.
func (f *Field) OptionLabel(option string) Label {
	if l, ok := optionLabels[f.Name+"/"+option]; ok {
		return l
	}
	if l, ok := optionLabels[option]; ok {
		return l
	}
	return Label{ZH: option, EN: option}
}
