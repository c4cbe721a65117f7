package star

// text is what a step says, with its figures in braces; {x★} writes a star.
type text struct{ rule, en, zh string }

var texts = map[string]text{
	// 3.1, who is not rated
	"no_product":       {"3.1 X2", "Not rated: no number is in use, so there is no star.", "不参评:名下无在用产品,无星级。"},
	"no_personal_id":   {"3.1 E1", "Not rated: not registered by a personal ID document of the real-name rules.", "不参评:登记证件不属于实名制有效个人证件。"},
	"none_authorised":  {"3.1 E2", "Not rated: no number in use is the person's own, or an authorised mobile of a unit.", "不参评:无个人名下或经单位授权的在用号码。"},
	"too_many_devices": {"3.1 X1", "Not rated: more than {most} numbers of one kind without approval.", "不参评:同一类型业务超过{most}个且未经审批。"},
	"gathered_village": {"3.1 X3", "Not rated: the name is that of an urban village taken over.", "不参评:城中村收编客户。"},
	"public_phone":     {"3.1 X4", "Not rated: a customer of public phones.", "不参评:公话、无线公话客户。"},
	"blacklisted":      {"3.1 X5", "Not rated: on the blacklist.", "不参评:黑名单客户。"},
	"wireless_only":    {"3.1 X6", "Not rated: has wireless broadband only.", "不参评:名下仅有无线宽带。"},
	"too_new":          {"3.3", "Not rated yet: rating begins in the month after entry.", "暂不参评:入网次月开始评级。"},

	// 3.2, growth
	"month":         {"3.2", "{month}: {amount} yuan count.", "{month}:应缴费用{amount}元。"},
	"month_missing": {"3.2", "{month}: no bill is known, counted as 0.", "{month}:无账单,按0计。"},
	"main":          {"3.2", "Main score: {months} months from {from} to {to} give {points} points.", "主得分项:{from}至{to}共{months}个月,得{points}分。"},
	"tenure":        {"3.2", "Plus: the longest mobile in use is {months} months old at the end of {to}; × {each} = {points} points.", "加分项:截止{to}移动业务最长网龄{months}个月×{each}={points}分。"},
	"no_tenure":     {"3.2", "Plus: no mobile in use, 0 points.", "加分项:无在用移动业务,0分。"},
	"stop":          {"3.2", "Double stop of the number ending in {number} on {on}.", "尾号{number}于{on}双停一次。"},
	"minus":         {"3.2", "Minus: {stops} double stops × {each} = {points} points.", "减分项:双停{stops}次×{each}={points}分。"},
	"growth":        {"R-STAR-01", "Growth {main} + {plus} − {minus} = {growth}; by the table: {star★}.", "定级成长值{main}+{plus}−{minus}={growth},按标准:{star★}。"},

	// 3.3, the last month
	"kept_line":  {"R-STAR-03", "Last month of validity: growth {growth} reaches {line}, so {star★} is kept.", "有效期最后一个月:成长值{growth}达到{line},保级{star★}。"},
	"below_line": {"R-STAR-03", "Last month of validity: growth {growth} is below {line}, so {star★} ends and the table gives: {table★}.", "有效期最后一个月:成长值{growth}低于{line},{star★}不保级,按标准:{table★}。"},

	// 3.7, the highest wins
	"account":      {"3.7", "Direct account {source} {basis}: {growth} points, {star★}, until {to}.", "直享账户{source} {basis}:{growth}分,{star★},有效至{to}。"},
	"account_idle": {"3.7", "Direct account {source} {basis} is not in force: from {from} until {to}.", "直享账户{source} {basis}不在有效期:{from}至{to}。"},
	"grade_wins":   {"R-STAR-04", "The grade's {growth} is not below the highest direct account's {direct}: {star★} by grade.", "定级成长值{growth}不低于最高直享成长值{direct}:按定级{star★}。"},
	"direct_wins":  {"R-STAR-04", "The direct account's {direct} is above the grade's {growth}: {star★} by {source}.", "直享成长值{direct}高于定级成长值{growth}:按{source}{star★}。"},

	// 3.3, during validity
	"only_up":       {"R-STAR-02", "The star held is valid and only rises: {star★} stays (result of this month: {result★}).", "有效期内只升不降:保持{star★}(本月结果:{result★})。"},
	"risen":         {"R-STAR-02", "The star rises from {old★} to {star★}; its validity begins on {from}.", "由{old★}升为{star★},有效期自{from}起重新计算。"},
	"identity_gone": {"R-KP-09", "The key person's identity that gave {star★} is no longer in force.", "给予{star★}的关键人身份已失效。"},
	"star":          {"R-STAR-01", "Result: {star★} by {source}, from {from} to {to}.", "结果:{star★}({source}),{from}至{to}。"},
	"star_open":     {"R-STAR-01", "Result: {star★} by {source}, from {from} until that ends.", "结果:{star★}({source}),自{from}起至其身份终止。"},
	"none":          {"R-STAR-01", "Result: no star.", "结果:无星级。"},
}
