package main

import (
	"fmt"
	"os"
	"strings"

	"fieldsync/models"
)

// inChinese says whether the environment asks for Chinese, in the order in
// which locales count.
func inChinese() bool {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			return strings.HasPrefix(strings.ToLower(v), "zh")
		}
	}
	return false
}

// text is a message in the person's language. The simulator and the
// measurements, which are for those who work on the program, are English.
func (c *console) text(format string, args ...any) string {
	if zh := chinese[format]; c.zh && zh != "" {
		format = zh
	}
	return fmt.Sprintf(format, models.VisibleArgs(args)...)
}

// chinese are the messages by their English form; arguments keep their order.
var chinese = map[string]string{
	"%d order(s), notices and values, %d star(s), %d day(s) of the calendar, %d result(s) of the month written": "写入工单、提醒和取值 %d 项,星级 %d 项,日历 %d 天,月度结果 %d 项",
	"%d in all":                           "共 %d 项",
	"%-6s %-12s %s/%s -> %s %s %s: %s":    "%-6s %-12s %s/%s -> %s %s %s:%s",
	"%s, rated in %s":                     "%s,%s 评级",
	"held before: %d, from %s to %s":      "原星级:%d星,%s 至 %s",
	"corrected: %s":                       "更正:%s",
	"%s is %s.":                           "%s 已更正为 %s。",
	"stars, calendar and duties: %v":      "星级、日历和到期任务:%v",
	"%s has customer %s as %s already%s.": "%s 已是客户 %s 的 %s%s。",
	"%s has customer %s as %s%s; %d earlier assignment(s) ended.": "%s 现为客户 %s 的 %s%s;结束了 %d 条先前的分配。",
	", up to and including %s in China Standard Time (UTC+8)":     ",截至 %s(含当日,北京时间 UTC+8)",
	"%s: %d bytes. The keys are not in it: keep %s safe as well.": "%s:%d 字节。其中不含密钥,请另行妥善保管 %s。",
	"Then:  %s":         "然后:%s",
	"A fresh code:  %s": "新注册码:%s",
	"All names:     %s": "全部用户:%s",
	"\nThe demo organisation is at %s. Enrol a phone as one of these (each code works once, for 10 minutes):\n": "\n演示机构的地址是 %s。请以下列身份注册手机(每个注册码十分钟内有效,只能用一次):\n",
	"service manager of 16 customers, member of the event":                                                      "客户级服务经理,负责 16 个客户,活动成员",
	"account manager, shares customers with csm01":                                                              "客户经理,与 csm01 共同负责部分客户",
	"desk D1 of the event":                                  "活动的 D1 台席",
	"service manager of other customers":                    "其他客户的服务经理",
	"leader of the first team: sees it, key persons masked": "第一班班组长,看到全班数据,敏感字段遮蔽",
	"sees everything":                                       "查看全部数据",
	"%s, for %s, once, until %s:":                           "%s,供 %s 使用一次,有效至 %s:",
	"%s can read nothing any more; what it still delivers goes into quarantine.":                              "%s 不能再读取任何数据,其后上传的内容将被搁置。",
	"%s delivers what it holds at its next contact, and then erases itself; device list tells how far it is.": "%s 将在下次联网时上传其内容,然后自行清除;进度见 device list。",
	"%s is ready": "%s 已就绪",
	"%d keys; the last one seals from now on. Keep a copy of %s apart from the data.":                                                                                     "共 %d 个密钥,今后用最后一个加密。请将 %s 的副本与数据分开保管。",
	"The database in %s is up to date.":                                                                                                                                   "%s 中的数据库已是最新版本。",
	"Nor is what was erased: keep a copy of %s, always the latest, for a restore on another machine.":                                                                     "已删除内容的记录也不在其中:请始终保存 %s 的最新副本,以便在其他机器上恢复。",
	"%d values, %d replaced ones in the history, %d log entries, %d changesets, %d quarantine records":                                                                    "当前值 %d 个,历史值 %d 个,日志 %d 条,变更 %d 个,隔离记录 %d 条",
	"Noted in %s: copy it to where the backups are.":                                                                                                                      "已记入 %s:请将其复制到备份所在之处。",
	"%s was set aside by a restore and may hold it still: delete it when you need it no more.":                                                                            "%s 是恢复时留存的旧数据库,可能仍含有这些内容:不再需要时请删除。",
	"There is no journal of erasures for it (%s), or not all of it. If anything was erased since the backup was made, put the journal there before you start the server.": "缺少删除记录 %s,或记录不完整。如备份之后删除过内容,请在启动服务器之前放回该文件。",
	"%d record(s) that were erased since the backup was made are erased again.":                                                                                           "备份之后删除过的 %d 条记录已再次删除。",
	"%d device(s) that lost their rights since the backup was made have lost them again.":                                                                                 "备份之后被停用的 %d 台设备已再次停用。",
	"%d device(s) lost their rights again, as %s says: the database was older":                                                                                            "%d 台设备已再次停用(依据 %s):数据库较旧",
	"Nor is which devices were revoked since: keep a copy of %s, always the latest, as well.":                                                                             "其中也不含此后停用的设备:请另行保存 %s 的最新副本。",
	"%d bodies were sealed anew.": "%d 条数据已用新密钥重新加密。",
	"%d entries of the history from before there were keys stay as they are.":                  "启用密钥之前的 %d 条历史记录保持原样。",
	"The newest key is the only one now. Backups from before need the older ones.":             "现在只保留最新的密钥;此前的备份仍需旧密钥。",
	"sealing with the newest key: %v":                                                          "用最新密钥加密:%v",
	"%d bodies were sealed with the newest key: the older ones can go (fieldsync keys retire)": "%d 条数据已用最新密钥加密,旧密钥可以移除(fieldsync keys retire)",
	"%d record(s) are past their time.":                                                        "%d 条记录已过保存期限。",
	"erasing what was kept for its time: %v":                                                   "删除过期内容时出错:%v",
	"%d record(s) were erased after their time (fieldsync audit says which)":                   "已删除 %d 条过期记录(见 fieldsync audit)",
	"%d record(s) were erased again, as %s says: the database was older":                       "数据库较旧,已按 %[2]s 再次删除 %[1]d 条记录",
	"going on all the same: %v":                                                                "仍然继续:%v",
	"%d device(s) without rights were not in %s, or it is new; they are now":                   "%d 台已失去权限的设备未在 %s 中,现已补记",
	"Restored, in the new epoch %s.":                                                           "已恢复,新的历史为 %s。",
	"The database that was there is kept as %s.":                                               "原有数据库保留为 %s。",
	"%s has an account now (staff %s).":                                                        "%s 已有账号(员工 %s),现在可以注册设备。",
	"A code for a password: %s":                                                                "设置密码的码:%s",
	"%s, for %s, once, until %s.":                                                              "%s,供 %s 使用一次,有效至 %s。",
	"%s may try again at once.":                                                                "%s 现在可以重新登录。",
	"%s has an account again.":                                                                 "%s 的账号已恢复。",
	"%s is signed out everywhere and sees nothing any more; what his devices still deliver goes into quarantine.": "%s 已在各处退出,不能再查看任何数据;其设备此后上传的内容将被搁置。",
	"nobody can sign in yet, and nobody is an administrator: %s user add --data %s admin --name 管理员 --role ADM":   "尚无人可登录,也没有管理员:%s user add --data %s admin --name 管理员 --role ADM",
	"nobody has signed in yet. The code for %s was printed before; for another: %s user invite --data %s %s":      "尚无人登录过。%s 的码此前已显示;重新生成:%s user invite --data %s %s",
	"Nobody can sign in yet. This code, shown once, lets %s set a password until %s:\n  %s\n  %s":                 "尚无人可登录。此码只显示一次,%s 可凭它设置密码,有效至 %s:\n  %s\n  %s",
	"the code for the first sign-in: %v":                                                                      "首次登录的码:%v",
	"nobody gets the demo's password, since the server can be reached from other machines":                    "其他机器可访问此服务器,因此不提供演示密码",
	"Sign in:       the demo's password is not taken, since others reach this server; a code for another: %s": "登录:此服务器可被其他机器访问,不接受演示密码;领取新密码的码:%s",
	"Sign in:       POST %s/v1/sessions as one of these, password %s":                                         "登录:POST %s/v1/sessions,用户为以上之一,密码 %s",
	"A code for a device: %s": "设备注册码:%s",
	"%d devices, %d changesets in %d signed runs, %d receipts, %d records, %d checksums, %d open conflicts, %d log entries, %d references, %d audit entries": "设备 %d 台,变更 %d 个(签名批次 %d),回执 %d 个,记录 %d 条,校验和 %d 个,未解决冲突 %d 个,日志 %d 条,索引 %d 条,审计 %d 条",
	"Nothing was written. An import would do this:":                                                      "未写入任何内容。实际导入的结果将是:",
	"%d rows: %d new, %d changed, %d as before, %d wrong.":                                               "共 %d 行:新增 %d,修改 %d,未变 %d,有误 %d。",
	"%d assignment(s) of others ended.":                                                                  "结束了他人的 %d 条分配。",
	"%d field(s) that phones have changed since stay as they are, in %d both values stand side by side.": "现场人员已修改的 %d 项保持不变,另有 %d 项两个值并存,待人工确认。",
	"%s: %d rows": "%s:%d 行",
	"wrong: %s":   "有误:%s",
	"these are right; history, what earlier log entries say, grants and settings are not checked (see --help)": "以上无误;历史、较早日志的内容、授权和设置未作检查(见 --help)",
	"Fieldsync serves %s (data in %s; stop with Ctrl-C)":                                                       "Fieldsync serves %s (数据在 %s,按 Ctrl-C 停止)",
	"finishing what is at work ...":                                                                            "正在完成处理中的请求 ……",
	"looking for what others wrote: %v":                                                                        "读取其他节点写入的内容:%v",

	"%s has no second factor any more and is signed out everywhere.": "%s 的第二因素已移除,并已在各处退出。",
	"%s has a second factor since %s, and %d recovery code(s).":      "%s 已于 %s 设置第二因素,剩余恢复码 %d 个。",
	"%s has no second factor.":                                       "%s 未设置第二因素。",

	"%s  work     %s": "%s  上班  %s",
	"%s  holiday  %s": "%s  放假  %s",
	"%s  festival %s": "%s  节日  %s",
	"The holidays of %d are not announced, as far as this version knows.": "%d 年的放假安排尚未公布,或本版本尚不知道。",
}

// sentences tell in Chinese what a code means, where an error brings no Chinese
// of its own.
var sentences = map[string]string{
	"already_there":   "已经存在",
	"no_keys":         "数据库未加密",
	"keys_needed":     "仍有数据由旧密钥加密",
	"no_journal":      "无法读写删除记录",
	"backup_failed":   "备份失败",
	"bad_address":     "地址应为 主机:端口,如 127.0.0.1:8080",
	"bad_date":        "最后一天应为今天(北京时间 UTC+8)或以后",
	"bad_head":        "请提供 fieldsync audit head 的输出",
	"bad_setting":     "设置有误",
	"bad_tls":         "TLS 设置有误:证书与密钥须同时提供且有效,证书与域名只能选其一",
	"bad_user":        "用户名为 1 至 64 个字符,不含空格和 / : ~",
	"cannot_listen":   "无法在该地址监听,是否已有服务器在运行?",
	"damaged":         "数据有误",
	"failed":          "操作失败",
	"folder_busy":     "另一个服务器、恢复或升级正在使用此目录",
	"import_busy":     "另一个导入正在进行",
	"invalid":         "有的值不被接受",
	"keys_damaged":    "密钥文件无法读取",
	"keys_missing":    "缺少服务器的密钥文件,请放回其副本",
	"keys_readable":   "他人可读密钥文件,请将权限改为 600",
	"no_backup":       "备份无法读取或已损坏",
	"no_database":     "此目录没有数据库,请用 --data 指明服务器的目录",
	"no_file":         "无法读写该文件",
	"no_folder":       "无法建立或写入该目录",
	"no_home":         "新记录须填写所属记录",
	"clock_behind":    "系统时间早于最近一次评级,请用 --month 指定月份或检查时钟",
	"no_lock":         "无法锁定该目录,请放在本机文件系统上",
	"not_empty":       "目录中是另一个机构的数据",
	"not_found":       "没有找到",
	"not_kept":        "无法保留原有数据库",
	"not_ready":       "服务器尚未就绪",
	"other_keys":      "密钥文件不属于此数据库",
	"outside_grants":  "无权修改该记录",
	"plain_http":      "明文 HTTP 只限本机;请提供证书或域名,或在代理之后加 --insecure-http",
	"required":        "缺少必填内容",
	"slow_shutdown":   "部分请求未能及时完成,已中断;设备会重新发送",
	"unreachable":     "服务器没有应答",
	"bad_journal":     "删除或吊销记录已损坏,请放回副本;加 --accept-journal 则不顾缺失继续",
	"journal_missing": "删除或吊销记录缺失,请从原文件夹放回;加 --accept-journal 则不顾缺失继续",
	"usage":           "命令行无法理解",
}

// told is an error in the person's language: its parts and what caused it.
func (c *console) told(err error, coded *models.Error) string {
	zh := coded.ZH
	if zh == "" {
		zh = sentences[coded.Code]
	}
	if !c.zh || zh == "" {
		return err.Error()
	}
	cause := coded.Message
	if coded.Err != nil {
		cause += ": " + coded.Err.Error()
	}
	return (&models.Error{Code: coded.Code, Field: coded.Field, Message: zh + "(" + cause + ")"}).Error()
}
