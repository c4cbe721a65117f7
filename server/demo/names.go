package demo

import "strings"

// surnames are the commonest ones, each character one; compound ones apart.
var (
	surnames = strings.Split("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤", "")
	compound = []string{"欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟"}
	// Names of men and women; the second character may be left out.
	menNames   = strings.Split("伟强磊军洋勇杰涛明超平刚辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢建国志文海峰东亮成永庆春晓昌卫民新", "")
	womenNames = strings.Split("芳娜敏静丽艳娟霞秀英玲燕萍红慧莹雪琳晶洁婷倩颖露瑶怡佳媛丹蓉眉君琴薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪", "")
	// Written with an interpunct, as on the ID card.
	dottedMen   = []string{"买买提·艾力", "巴图·孟和", "阿不都热合曼·吐尔逊"}
	dottedWomen = []string{"古丽娜尔·艾山", "阿依努尔·买买提", "萨仁·其其格"}
	// Outside the Basic Multilingual Plane, or in its extension: what breaks
	// programs that count two bytes a character.
	rare = []string{"𠮷", "䶮", "㛃", "𬭎"}
)

// personName returns a name for the person of that number; some numbers have a
// name that is hard to keep.
func personName(d *dice, number int, man bool) string {
	given, dotted := womenNames, dottedWomen
	if man {
		given, dotted = menNames, dottedMen
	}
	switch {
	case number%53 == 17:
		return pick(d, dotted)
	case number%41 == 9:
		return pick(d, surnames) + rare[number/41%len(rare)]
	case number%29 == 5:
		return pick(d, compound) + pick(d, given)
	}
	name := pick(d, surnames) + pick(d, given)
	if d.n(4) > 0 {
		name += pick(d, given)
	}
	return name
}
