package form

import "strings"

// texts are what the codes say, in English and Chinese. They stand in one text,
// and details follow in the language of names: every sentence of its own would
// be weight on every phone.
const texts = `
form_syntax|this is not understood|无法理解
form_unknown_name|there is no such question|没有这个问题
form_unknown_function|there is no such function|没有这个函数
form_unknown_field|there is no such field that the form may write here|没有可写入的字段
form_unknown_collection|there is no such collection|没有这个类别
form_wrong_type|this has another type than is needed here|类型不符
form_bad_pattern|the pattern is not understood or repeats too much|匹配模式无效或过长
form_bad_name|a name has letters a to z, digits and _|名称只能用字母、数字和下划线
form_twice|this name is there twice|名称重复
form_cycle|these depend on each other|互相依赖
form_bad_repeat|the repeat group must stand above, and has no groups inside|重复组应在上方,且不能嵌套
form_no_choices|a choice needs choices, and nothing else has them|单选和多选须有选项,其他类型不能有选项
form_too_large|this is too long or too deep|过长或嵌套过深
form_too_costly|the form has too many rows for its expressions: shorten it|表单内容过多,无法计算
form_constraint|this does not fit|不符合要求
required|is missing|必填
not_an_option|is not among the choices|不在选项中
wrong_type|is not of the kind that is asked for|类型不符
too_long|has too many rows|行数过多
converted|converted|已转换
renamed|goes by another name now|已改名
choose_again|no longer a choice: choose again|已不在选项中,请重新选择
mend|does not fit the question: mend it|与问题不符,请更正
not_asked|this version does not ask it|新版本没有这个问题
other_type|the question asks for something else now|问题类型已变更
`

// tell is the sentence of a code, with the detail behind it.
func tell(code, detail string) (en, zh string) {
	_, rest, _ := strings.Cut(texts, "\n"+code+"|")
	line, _, _ := strings.Cut(rest, "\n")
	en, zh, _ = strings.Cut(line, "|")
	if detail != "" {
		en, zh = en+": "+detail, zh+":"+detail
	}
	return en, zh
}
