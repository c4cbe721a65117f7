package main

// examples are shown below the help of a command.
var examples = map[string]map[string]string{
	en: {
		"field": `Examples:
  field enroll --server https://office.example --code ABCDE-FGHJK
  field sync
  field list customer
  field put customer 0190… --set marketing_grid=HZ-02
  field status

Everything but enroll and sync works with no network. Two people on one
computer use two homes: field --home ~/.field-li …`,
		"enroll": `Example:
  field enroll --server https://office.example --code ABCDE-FGHJK --name "Li's phone"

A home that is enrolled already gets a new identity with a new code of the same
user; what waits is carried over. That is the way out when ` + "`field status`" + `
says fork, revoked or history_gap.`,
		"put": `Examples:
  field put customer 0190… --set marketing_grid=HZ-02 --set address=
  field put key_person --set customer=0190… --set kp_name=王建国 --set submission=draft
  field put --file visit.json

A file holds one record or a list of them, which becomes one changeset. An id
that begins with $ stands for a fresh id, also where other records refer to it:
  [{"collection":"visit_record","id":"$visit","set":{"customer":"0190…","follow_ups":["$todo"]}},
   {"collection":"follow_up","id":"$todo","set":{"customer":"0190…","origin":"$visit","content":"…"}}]
The values of a file are JSON as ` + "`field get --json`" + ` shows them.

record_no, collected_by, collected_at and submission (submitted) are filled in
where they belong. A record that a rule of the handbook does not let be
submitted is kept as a draft, with all its problems told; put it again with
--set submission=submitted when they are mended. The exit status is 0, since the
record is written, and --json adds "draft":true. A script that wants it submitted
or not written says --set submission=submitted: then a broken rule refuses it.
A phone number that cannot be one is refused in any case.`,
		"get": `Examples:
  field get key_person 0190…
  field get key_person 0190… --reveal id_card_no --reason 上门核对证件

Sensitive texts are shown as masks. --reveal shows one in full, without a network
where this device holds it; who read what and why is noted here first, and is in
the server's audit log after the next sync.`,
		"may": `Examples:
  field may call --set direction=外呼 --set customer=0190… --set started_at=2026-11-26T12:30:00+08:00
  field may right --set right=7 --set star=5 --set star_from=2016-01-01 --set star_to=2016-12-31 --set on=2016-05-10
  field may show --set points=价值积分 --set to_customer=true

Needs no network. The exit status is 0 when no rule is against it, and 1 when one
is; what is only warned of is told. docs/rules.md lists the rules by their ids;
those about a call take the fields of a phone_contact.`,
		"fill": `Examples:
  field form fill customer_info --set customer=0190… --set customer_name=王建国 --draft
  field form fill visit --file answers.json
  field form fill 0192… --set second_contact=13800000002

A draft keeps what was typed, also what cannot be taken yet; it stays on this
device until it is submitted. Missing answers make a record incomplete and are
told; a broken constraint, or a rule of the handbook, refuses the submission, and
the form is kept as a draft, with exit status 0 and "draft" in --json. When a
newer version of the form has come, move the draft first: field form migrate.`,
		"sync": `Examples:
  field sync
  field sync --watch

Exit status 0: all that waited was delivered and all news fetched. Changesets
that the server put into quarantine were delivered; they are told on stderr.
Without a network nothing is lost; sync again later. Ctrl-C and SIGTERM end
--watch, with status 0.`,
		"resolve": `Examples:
  field conflicts
  field resolve key_person/0190…/own_mobile --choose mine
  field resolve key_person/0190…/own_mobile --choose value --value 13800000003
  field resolve key_person/0190…/own_mobile --choose 0190…:17`,
		"quarantine": `Examples:
  field quarantine
  field quarantine 0190…:17 --amend --set special_visit_need=short
  field quarantine 0190…:17 --dismiss
  field quarantine --export aside.json

Without --set, --amend accepts the changeset of somebody else as it is. With
--dismiss nothing of it is written: it was a mistake, or is corrected since.`,
		"handover": `Exit status 0 only when it is safe. Open conflicts and quarantined changesets are
on the server already and are only noted.`,
	},
	zh: {
		"field": `示例:
  field enroll --server https://office.example --code ABCDE-FGHJK
  field sync
  field list customer
  field put customer 0190… --set marketing_grid=HZ-02
  field status

除 enroll 和 sync 外均无需网络。一台电脑上的两个人使用两个目录:
field --home ~/.field-li …`,
		"enroll": `示例:
  field enroll --server https://office.example --code ABCDE-FGHJK --name "李明的手机"

已注册的目录可用同一用户的新注册码重新注册,待上传内容会一并带走。
field status 显示 fork、revoked 或 history_gap 时请这样处理。`,
		"get": `示例:
  field get key_person 0190…
  field get key_person 0190… --reveal id_card_no --reason 上门核对证件

敏感内容平时以掩码显示。--reveal 完整显示一个字段,本机已有的无需网络;查看人、字段和理由先记在本机,
下次同步后进入服务器的审计日志。`,
		"may": `示例:
  field may call --set direction=外呼 --set customer=0190… --set started_at=2026-11-26T12:30:00+08:00
  field may right --set right=7 --set star=5 --set star_from=2016-01-01 --set star_to=2016-12-31 --set on=2016-05-10
  field may show --set points=价值积分 --set to_customer=true

无需网络。没有规则禁止时退出码为 0,有则为 1;仅需提醒的也会说明。规则见
docs/rules.md;致电按 phone_contact 的字段填写。`,
		"fill": `示例:
  field form fill customer_info --set customer=0190… --set customer_name=王建国 --draft
  field form fill visit --file answers.json
  field form fill 0192… --set second_contact=13800000002

草稿按输入原样保存,包括暂不能接受的内容;提交前只保存在本机。缺少的答案使记录不完整并给出提示;
违反校验或规则时拒绝提交,表单存为草稿,退出状态为 0,--json 输出含 "draft"。
表单有新版本时,请先用 field form migrate 迁移草稿。`,
		"sync": `示例:
  field sync
  field sync --watch

退出状态为 0:待上传内容均已送达,新的数据均已下载。被服务器搁置的变更也已送达,在标准错误中提示。
没有网络时不会丢失任何内容,请稍后再同步。--watch 可用 Ctrl-C 或 SIGTERM 结束,退出状态为 0。`,
		"handover": `可以移交时退出状态才为 0。未解决的冲突和待处理变更已在服务器上,仅作提示。`,
		"put": `示例:
  field put customer 0190… --set marketing_grid=HZ-02 --set address=
  field put key_person --set customer=0190… --set kp_name=王建国 --set submission=draft
  field put --file visit.json

文件内是一条记录或一个列表,作为一次变更。以 $ 开头的编号代表新编号,也可在其他记录中引用:
  [{"collection":"visit_record","id":"$visit","set":{"customer":"0190…","follow_ups":["$todo"]}},
   {"collection":"follow_up","id":"$todo","set":{"customer":"0190…","origin":"$visit","content":"…"}}]

记录编号、采集人、采集时间和提交状态(已提交)自动填写。规则不允许提交的记录先存为草稿并列出全部问题;
补全后加 --set submission=submitted 提交。此时记录已写入,退出状态为 0,--json 输出含 "draft":true。
脚本如要求“必须提交,否则不写”,请加 --set submission=submitted:违反规则时拒绝写入。
不可能的电话号码一律拒绝。`,
		"resolve": `示例:
  field conflicts
  field resolve key_person/0190…/own_mobile --choose mine
  field resolve key_person/0190…/own_mobile --choose value --value 13800000003`,
		"quarantine": `示例:
  field quarantine
  field quarantine 0190…:17 --amend --set special_visit_need=周五
  field quarantine 0190…:17 --dismiss
  field quarantine --export aside.json`,
	},
}
