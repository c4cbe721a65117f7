package main

import (
	"io"
	"regexp"
	"strings"
)

// sentences tell in Chinese what a code means and what to do, where an error
// brings no Chinese of its own: servers and older parts speak English only.
var sentences = map[string]string{
	"already_amended":        "该变更已更正过,请直接修改记录",
	"already_there":          "已经存在",
	"ambiguous":              "有多个可能,请按编号选择",
	"bad_chain":              "变更次序不连贯,请联系后台",
	"bad_choice":             "请选择 mine、theirs、value 或其中一个值的编号",
	"bad_code":               "注册码无效、已使用或已过期,请向后台索取新的注册码",
	"bad_cursor":             "同步位置无效,请重新同步",
	"bad_file":               "文件无法使用",
	"bad_options":            "程序设置有误",
	"bad_parameter":          "请求参数有误",
	"bad_pin":                "PIN 须为 4 至 12 位数字",
	"bad_reason":             "请用 4 至 200 个字符说明查看理由",
	"bad_setting":            "设置有误",
	"bad_signature":          "签名不符,请联系后台",
	"bad_url":                "服务器地址应以 https:// 开头",
	"bad_user":               "登录名不能使用",
	"confirm_password":       "请再次输入密码",
	"cursor_expired":         "本机离线过久,将重新下载数据",
	"certificate":            "服务器证书不受信任,请核对地址和本机时钟",
	"interrupted":            "已中断,数据均保存在本机",
	"clock_ahead":            "系统时间超前过多,请检查本机时钟",
	"deleted":                "该记录已删除,请新建一条",
	"entry_refused":          "不符合填写规则",
	"epoch_changed":          "服务器已从备份恢复,请重新同步",
	"erased":                 "该内容已依法删除",
	"expected_n":             "服务器缺少之前的变更,请重新同步",
	"fixed_field":            "该字段只在新建时填写,请删除记录后新建",
	"forbidden":              "没有权限",
	"fork":                   "本机数据是另一台设备的副本,请用新的注册码重新注册",
	"foreign_unit":           "不是本单位的内容,应由该单位负责人填写",
	"form_constraint":        "不符合表单要求",
	"form_outdated":          "表单已有新版本,请先迁移草稿",
	"form_unusable":          "本版程序无法使用这张表单,请更新程序",
	"history_gap":            "服务器缺少本机早先的变更,请用新的注册码重新注册",
	"home_busy":              "另一个程序正在使用此目录,请稍后重试",
	"home_unusable":          "无法使用该目录,请检查路径和权限",
	"incomplete_body":        "数据未完整送达,请重试",
	"internal":               "程序内部错误,内容已保留,请联系后台",
	"invalid":                "有的值不被接受",
	"key_damaged":            "这不是本机数据库的密钥,请放回其副本",
	"key_missing":            "找不到本机数据库的密钥,请放回密钥文件或用 --keys 指明",
	"key_readable":           "其他用户可以读取密钥,请将权限改为 600",
	"keys_unusable":          "无法使用密钥目录,请检查路径和权限",
	"local_constraint":       "本机数据库拒绝了此修改",
	"local_database_busy":    "本机数据库正被使用,请重试",
	"local_database_closed":  "本机数据库已关闭,请重新打开",
	"local_database_corrupt": "本机数据库已损坏,请保留文件并再次运行 field",
	"local_database_error":   "本机数据库出错,请重试",
	"local_database_misuse":  "程序内部错误,请联系后台",
	"local_database_newer":   "本机数据由更新版本的程序写入,请更新程序",
	"local_database_setup":   "本机数据库无法按要求设置",
	"local_migration_failed": "本机数据库升级失败,数据未改动",
	"local_storage_failed":   "设备无法读写本机数据库",
	"local_storage_full":     "设备存储空间已满,请清理后重试",
	"locked":                 "本机已锁定,请输入 PIN",
	"malformed":              "数据无法读取",
	"method_not_allowed":     "服务器不支持此操作",
	"more":                   "还有更多原因",
	"needs_quarantined":      "所属记录仍在待处理变更中",
	"network":                "无法连接服务器,数据已保存在本机",
	"no_home":                "新记录须填写所属记录",
	"no_progress":            "服务器未接收变更,请联系后台;数据已保存在本机",
	"not_allowed":            "您的岗位没有此权限",
	"not_enrolled":           "本机尚未注册,请向后台索取注册码",
	"not_found":              "没有找到,或您无权查看",
	"not_open":               "该字段没有未解决的冲突",
	"not_personal":           "该字段没有被遮蔽",
	"not_ready":              "服务器尚未就绪,请稍后重试",
	"other_user":             "该注册码属于另一个用户",
	"outside_grants":         "无权修改该记录",
	"overloaded":             "服务器繁忙,请稍后重试;数据已保存在本机",
	"pin_wait":               "PIN 错误次数过多,请稍后重试",
	"plain_http":             "注册码及后续数据将以明文传输",
	"rate_limited":           "请求过于频繁,请稍后重试",
	"required":               "缺少必填内容",
	"restart_pull":           "请重新同步",
	"revoked":                "本机已被停用,请联系后台",
	"step_needs":             "缺少该状态需要的内容",
	"step_not_yours":         "该状态应由其他岗位设置",
	"salvaged":               "本机数据库曾损坏并已抢救,请用新的注册码重新注册",
	"server_field":           "该字段只能由后台填写",
	"stale_page":             "请重新同步",
	"storage_full":           "服务器存储空间已满,数据已保存在本机",
	"token_expired":          "登录已过期,请重新同步",
	"too_large":              "内容过大,请拆分",
	"too_many_drafts":        "草稿过多,请先提交或删除一些",
	"twice":                  "一次操作中同一记录只能修改一次",
	"unauthorised":           "本机未登录,请用注册码注册",
	"unavailable":            "服务器应答异常,请稍后重试;数据已保存在本机",
	"unknown_device":         "服务器不认识本机,请重新注册",
	"unknown_field":          "没有这个字段",
	"unknown_value":          "不是该事项所需的内容",
	"unknown_action":         "没有关于此操作的规则",
	"unknown_form":           "没有这张表单,请同步后重试",
	"unsent_kept":            "本机仍有未上传的内容,暂不能清除",
	"unsupported_encoding":   "服务器不支持此编码",
	"unsupported_media_type": "服务器不支持此格式",
	"upgrade_required":       "程序版本过旧,请更新;数据已保存在本机",
	"wipe_ordered":           "后台已下令清除本机,须先上传未发送的内容",
	"wiped":                  "后台已下令清除本机,内容已在服务器上",
	"with_others":            "与无法接受的内容在同一次变更中",
	"withheld":               "内容对您不可见,请由有完整权限的人员处理",
	"wrong_id":               "报名编号应由活动和号码生成,请重新登记",
	"wrong_pin":              "PIN 不正确",
	"wrong_scope":            "记录归属不符",
	"wrong_type":             "值的类型不符",
}

// tell is the text of a coded error in the person's language.
func (a *app) tell(code, english, chinese string) string {
	if chinese == "" {
		chinese = sentences[code]
	}
	return a.either(english, chinese)
}

// misread are the parser's own sentences in Chinese.
var misread = []struct{ english, chinese string }{
	{`^unknown flag (\S+)`, "未知选项 $1"},
	{`^unexpected argument (\S+), did you mean (?:one of )?(.*)\?$`, "多余的参数 $1,是否指 $2?"},
	{`^unexpected argument (.*)$`, "多余的参数 $1"},
	{`^expected one of (.*)$`, "应为以下之一:$1"},
	{`^expected (.*)$`, "缺少参数 $1"},
	{`^missing flags: (.*)$`, "缺少选项 $1"},
	{`^(--\S+) must be one of (.*) but got (.*)$`, "$1 应为 $2 之一,而不是 $3"},
	{`^(--\S+): missing value.*$`, "$1 缺少值"},
	{`^(--\S+): bool value must be .* but got (.*)$`, "$1 应为 true 或 false,而不是 $2"},
}

// misreadZH is the sentence of the parser in Chinese, "" when it is unknown.
func misreadZH(sentence string) string {
	for _, m := range misread {
		if re := regexp.MustCompile(m.english); re.MatchString(sentence) {
			return re.ReplaceAllString(sentence, m.chinese)
		}
	}
	return "命令行无法理解"
}

// helpWords are the parser's own words in a help text.
var helpWords = strings.NewReplacer(
	"Usage: ", "用法:", "\nArguments:\n", "\n参数:\n", "\nFlags:\n", "\n选项:\n", "\nCommands:\n", "\n命令:\n",
	"Show context-sensitive help.", "显示帮助。", "[flags]", "[选项]", "<command>", "<命令>",
	`Run "field <command> --help" for more information on a command.`, "各命令的说明:field <命令> --help",
	"<collection>", "<类别>", "<id>", "<编号>", "<field>", "<字段>", "<conflict>", "<冲突>",
	"=FIELD=VALUE", "=字段=值", "=QUESTION=VALUE", "=问题=值", "=ID", "=编号", "<form>", "<表单>", "<draft>", "<草稿>", "=FILE", "=文件", "=DIR", "=目录", "=CODE", "=注册码", "=NAME", "=名称", "=TEXT", "=理由", "|DOT", "|编号",
)

// inChinese passes a help text on with the parser's words in Chinese.
type inChinese struct{ to io.Writer }

func (w inChinese) Write(p []byte) (int, error) {
	_, err := helpWords.WriteString(w.to, string(p))
	return len(p), err
}
