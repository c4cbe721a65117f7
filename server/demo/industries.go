package demo

// industry is a category of customers with the names of eight, so that in a
// branch every customer is named differently. %s is the district or city.
type industry struct {
	category string
	unit     string // kind of unit in the credit code
	grades   []string
	names    [8]string
	// departments and posts are where its key persons sit.
	departments []string
	posts       []string
}

var industries = [8]industry{
	{category: "党政军", unit: "11", grades: []string{"3A", "4A", "5A"},
		names:       [8]string{"%s区财政局", "%s区教育局", "%s区住建局", "%s区民政局", "%s区审计局", "%s区水利局", "%s区统计局", "%s区档案局"},
		departments: []string{"办公室", "信息中心", "机关服务中心", "财务科"}, posts: []string{"局长", "副局长", "主任", "科长"}},
	{category: "事业单位", unit: "12", grades: []string{"2A", "3A", "4A"},
		names:       [8]string{"%s图书馆", "%s规划设计院", "%s中医院", "%s广播电视台", "%s博物馆", "%s水文站", "%s疾控中心", "%s质检所"},
		departments: []string{"办公室", "信息科", "总务科", "设备科"}, posts: []string{"主任", "副主任", "科长", "副科长"}},
	{category: "金融", unit: "91", grades: []string{"3A", "4A", "5A"},
		names:       [8]string{"恒丰泰银行%s支行", "%s农村合作银行", "安诚财产保险%s支公司", "众信证券%s营业部", "%s小额贷款公司", "永宁人寿%s支公司", "嘉和期货%s营业部", "%s融资担保公司"},
		departments: []string{"总经理室", "科技部", "运营部", "综合部"}, posts: []string{"总经理", "副总经理", "部门经理", "主管"}},
	{category: "大企业", unit: "91", grades: []string{"3A", "4A", "5A"},
		names:       [8]string{"%s重型机械集团", "%s钢构集团", "华岳化工%s公司", "%s纺织集团", "远帆船务%s公司", "%s水泥集团", "天工电缆%s公司", "%s能源投资集团"},
		departments: []string{"总裁办", "信息管理部", "采购部", "行政部"}, posts: []string{"董事长", "总经理", "副总经理", "部长"}},
	{category: "行业客户", unit: "91", grades: []string{"1A", "2A", "3A"},
		names:       [8]string{"迅达物流%s分拨中心", "%s公共交通公司", "%s自来水公司", "捷安出租车%s公司", "%s燃气公司", "通达快运%s公司", "%s环卫服务公司", "宏运冷链%s公司"},
		departments: []string{"调度中心", "技术部", "综合办", "财务部"}, posts: []string{"总经理", "副总经理", "调度主任", "主管"}},
	{category: "高端聚类客户", unit: "91", grades: []string{"3B", "4B", "5B"},
		names:       [8]string{"云帆软件%s公司", "%s律师事务所", "知行会计师事务所%s分所", "%s建筑设计事务所", "蓝海生物%s公司", "启明传媒%s公司", "%s检测认证公司", "瑞思咨询%s公司"},
		departments: []string{"合伙人办公室", "行政部", "技术部", "财务部"}, posts: []string{"合伙人", "总经理", "行政总监", "主管"}},
	{category: "专业市场", unit: "91", grades: []string{"1B", "2B"},
		names:       [8]string{"%s茶叶市场", "%s建材市场", "%s小商品市场", "%s水产市场", "%s花卉市场", "%s电子市场", "%s农副产品市场", "%s家居市场"},
		departments: []string{"市场管理处", "招商部", "物业部", "商会"}, posts: []string{"处长", "经理", "会长", "主管"}},
	{category: "校园", unit: "12", grades: []string{"2A", "3A"},
		names:       [8]string{"%s第一中学", "%s职业技术学校", "%s师范学院", "%s外国语学校", "%s实验小学", "%s第二中学", "%s医药学校", "%s开放大学"},
		departments: []string{"校长办公室", "网络中心", "后勤处", "学工处"}, posts: []string{"校长", "副校长", "主任", "处长"}},
}

// industryOf spreads the categories so that each block of eight customers has
// all of them, and none always falls to the same manager.
func industryOf(i int) *industry { return &industries[(i+i/8)%8] }
