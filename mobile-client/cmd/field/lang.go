package main

import (
	"fmt"
	"regexp"
	"strings"
)

// The languages of the messages.
const (
	en = "en"
	zh = "zh"
)

// language is --lang, or what the environment says. It is needed before the
// line is parsed: the help is in it.
func language(args []string, env func(string) string) string {
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--lang="); ok && (v == en || v == zh) {
			return v
		}
		if a == "--lang" && i+1 < len(args) && (args[i+1] == en || args[i+1] == zh) {
			return args[i+1]
		}
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := env(name); v != "" {
			if strings.HasPrefix(strings.ToLower(v), zh) {
				return zh
			}
			return en
		}
	}
	return en
}

// say is a message in the person's language.
func (a *app) say(name string, args ...any) string {
	i := 0
	if a.lang == zh {
		i = 1
	}
	text, ok := messages[name]
	if !ok {
		return name
	}
	return fmt.Sprintf(numbered(text[i], args), args...)
}

// forms are the two forms of a word in a message: {changeset|changesets}.
var forms = regexp.MustCompile(`\{([^|}]*)\|([^}]*)\}`)

// numbered takes the form that fits the first argument, a number.
func numbered(text string, args []any) string {
	if len(args) > 0 && args[0] == 1 {
		return forms.ReplaceAllString(text, "$1")
	}
	return forms.ReplaceAllString(text, "$2")
}

// messages are the texts, English and Chinese.
var messages = map[string][2]string{
	"see_help":         {"see field --help", "请看 field --help"},
	"not_enrolled":     {"%s is not enrolled: ask the office for a code, then field enroll --server URL --code CODE", "%s 尚未注册:请向后台索取注册码,再运行 field enroll --server URL --code CODE"},
	"enrolled":         {"enrolled for %s; now run field sync", "已为 %s 注册,请运行 field sync"},
	"plain_http":       {"the code and all that follows would cross the network in the clear to %s", "注册码及后续数据将以明文经网络传到 %s"},
	"plain_http_hint":  {"use https://, or say --insecure-http if the way there is safe", "请使用 https://;确认途中安全时可加 --insecure-http"},
	"enroll_usage":     {"say either --server URL --code CODE, or --link LINK", "请用 --server URL --code CODE,或 --link LINK"},
	"put_usage":        {"say either COLLECTION [ID] --set field=value… or --file record.json", "请用 COLLECTION [ID] --set 字段=值… 或 --file record.json"},
	"quarantine_usage": {"say field quarantine ID --amend --set field=value…, field quarantine ID --dismiss, or field quarantine [ID] --export FILE", "请用 field quarantine ID --amend --set 字段=值…、field quarantine ID --dismiss 或 field quarantine [ID] --export FILE"},
	"nothing_new":      {"%s says this already", "%s 内容没有变化"},
	"kept_as_draft":    {"KEPT AS A DRAFT: mend what is listed below and put it again with --set submission=submitted", "已存为草稿:请按下列提示补全,然后加 --set submission=submitted 提交"},
	"saved":            {"saved %s; field sync delivers it", "已保存 %s,field sync 后送达"},
	"saved_draft":      {"saved as a draft %s; field sync delivers it", "已存为草稿 %s,field sync 后送达"},
	"may_not":          {"a rule is against it", "规则不允许"},
	"steps":            {"%d {step|steps} may follow", "可能的下一步共 %d 个"},
	"step_yes":         {"allowed", "可以"},
	"step_no":          {"not possible now", "现在不能"},
	"step_office":      {"decided by the office", "由后台审批"},
	"may":              {"no rule is against it", "没有规则禁止"},
	"not_confirmed":    {"not confirmed by the server yet", "服务器尚未确认"},
	"in_conflict":      {"in conflict: %s (see field conflicts)", "有冲突:%s(见 field conflicts)"},
	"records":          {"%d {record|records}", "共 %d 条"},
	"synced":           {"pushed %d, pulled %d", "上传 %d,下载 %d"},
	"open_conflicts":   {"%d open {conflict|conflicts}", "未解决冲突 %d 个"},
	"still_waiting":    {"%d {changeset still waits|changesets still wait}", "还有 %d 个变更待上传"},
	"quarantined":      {"THE SERVER PUT %d {CHANGESET|CHANGESETS} ASIDE: see field quarantine", "服务器搁置了 %d 个变更:请看 field quarantine"},
	"state_up_to_date": {"up to date", "已是最新"},
	"state_syncing":    {"syncing", "正在同步"},
	"state_waiting":    {"waiting for a sync", "等待同步"},
	"state_attention":  {"needs you", "需要处理"},
	"waiting_since":    {"%d waiting since %s", "%d 个变更待上传,最早 %s"},
	"need_you":         {"%d {needs|need} you: see field conflicts and field quarantine", "%d 项需要处理:见 field conflicts 与 field quarantine"},
	"last_success":     {"last sync that went well: %s", "上次成功同步:%s"},
	"base":             {"value before: %s", "原值:%s"},
	"empty":            {"(empty)", "(空)"},
	"side":             {"%s  by %s; choose it with --choose %s", "%s  填写人 %s;选用请加 --choose %s"},
	"side_times":       {"device time %s (claimed by the phone), effective time %s (estimated by the server)", "设备时间 %s(手机自报),有效时间 %s(服务器推算)"},
	"in_quarantine":    {"%d {changeset|changesets} in quarantine", "待处理变更 %d 个"},
	"no_such_aside":    {"no changeset of that id waits here: %s", "没有这条待处理变更:%s"},
	"dismissed":        {"dismissed %s; field sync delivers it", "已关闭 %s,field sync 后送达"},
	"withheld":         {"what it says is withheld from you", "内容对您不可见"},
	"exported":         {"%d {changeset|changesets} written to %s", "已将 %d 个变更写入 %s"},
	"notice":           {"notice", "提示"},
	"safe":             {"safe: all that this phone holds is on the server", "可以移交:本机数据均已在服务器上"},
	"not_safe":         {"not safe to hand over", "暂不能移交"},
	"locked_here":      {"this needs the PIN", "需要 PIN"},
	"ask_pin":          {"PIN: ", "PIN:"},
	"ask_new_pin":      {"new PIN: ", "新 PIN:"},
	"no_pin":           {"say it in %s, or run this in a terminal", "请在 %s 中给出,或在终端中运行"},
	"pin_is_set":       {"there is a PIN already: field pin change", "已设置 PIN:请用 field pin change"},
	"pin_not_set":      {"there is no PIN", "尚未设置 PIN"},
	"pin_set":          {"from now on this device asks for its PIN", "今后使用本机须输入 PIN"},
	"pin_removed":      {"this device asks for no PIN any more", "今后使用本机无须 PIN"},
	"wiped":            {"the office ordered this device to be wiped: what it held was delivered or is to be discarded, and everything here is erased", "后台已下令清除本设备:内容已上传或按指令丢弃,本机数据已全部清除"},
	"salvaged":         {"the database was damaged; saved: %d not yet delivered, %d confirmed {changeset|changesets}, %d boxes for a restored server; all else comes with the next sync", "数据库已损坏;已抢救:待上传变更 %d 个,已确认变更 %d 个,备份包 %d 个;其余数据将在下次同步时重新下载"},
	"salvage_kept":     {"the damaged file is kept as %s", "损坏的文件保留为 %s"},
	"salvage_lost":     {"up to %d {changeset|changesets} could not be read and may never have been delivered (numbers %d to %d)", "最多 %d 个变更无法读取,可能从未上传(编号 %d 至 %d)"},
	"salvage_missing":  {"up to %d {changeset|changesets} of a damaged database could not be read and may never have been delivered", "损坏的数据库中最多 %d 个变更无法读取,可能从未上传"},
	"salvage_unsure":   {"whether more was written and is lost cannot be told", "无法确定是否还有其他内容丢失"},
	"salvage_renew":    {"nothing is delivered until this device is enrolled anew: ask the office for a code for the same user, then field enroll --server URL --code CODE", "重新注册前不会上传:请向后台索取同一用户的注册码,再运行 field enroll --server URL --code CODE"},
	"forms":            {"%d {form|forms}", "共 %d 张表单"},
	"form_progress":    {"%d of %d required questions answered", "必填问题已答 %d/%d"},
	"form_unasked":     {"this is not asked, so the answer is not written", "该问题不适用,答案不会写入"},
	"form_kept":        {"KEPT AS A DRAFT, NOT SUBMITTED: mend what is listed below, then field form fill %[1]s", "已存为草稿,尚未提交:请按下列提示更正,再运行 field form fill %[1]s"},
	"form_draft":       {"draft %[1]s; field form fill %[1]s goes on with it", "草稿 %[1]s;继续填写请用 field form fill %[1]s"},
	"form_drafts":      {"%d {draft|drafts}", "共 %d 份草稿"},
	"form_discarded":   {"discarded %s", "已删除草稿 %s"},
	"form_preview":     {"nothing was done; --apply moves the draft, and what is lost stays with it to be read", "以上为预览;加 --apply 执行迁移,丢失的内容仍保留在草稿中可查"},
	"fate_kept":        {"kept", "保留"},
	"fate_changed":     {"changed", "变更"},
	"fate_lost":        {"lost", "丢失"},
	"fate_new":         {"new", "新增"},
	"phase_push":       {"sending %[1]d of %[2]d  %[4]s", "上传 %[1]d/%[2]d  %[4]s"},
	"phase_pull":       {"fetching: page %[1]d, %[3]d records, %[4]s", "下载:第 %[1]d 页,%[3]d 条,%[4]s"},
	"phase_hand_back":  {"handing back %[1]d of %[2]d  %[4]s", "交还 %[1]d/%[2]d  %[4]s"},
}
