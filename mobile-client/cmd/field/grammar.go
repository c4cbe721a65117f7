package main

// grammar is the command line. Texts of help are in help.go by their names.
type grammar struct {
	Home string `help:"${help_home}" default:"~/.field" env:"FIELD_HOME" placeholder:"DIR"`
	Keys string `help:"${help_keys}" env:"FIELD_KEYS" placeholder:"DIR"`
	JSON bool   `help:"${help_json}" name:"json"`
	Lang string `help:"${help_lang}" enum:",en,zh" default:"" placeholder:"en|zh"`

	Enroll     enrollCmd     `cmd:"" help:"${help_enroll}"`
	Put        putCmd        `cmd:"" help:"${help_put}"`
	Get        getCmd        `cmd:"" help:"${help_get}"`
	List       listCmd       `cmd:"" help:"${help_list}"`
	Form       formCmd       `cmd:"" help:"${help_form}"`
	May        mayCmd        `cmd:"" help:"${help_may}"`
	Steps      stepsCmd      `cmd:"" help:"${help_steps}"`
	Reveal     revealCmd     `cmd:"" help:"${help_reveal}"`
	Delete     deleteCmd     `cmd:"" help:"${help_delete}"`
	Sync       syncCmd       `cmd:"" help:"${help_sync}"`
	Status     statusCmd     `cmd:"" help:"${help_status}"`
	Conflicts  conflictsCmd  `cmd:"" help:"${help_conflicts}"`
	Resolve    resolveCmd    `cmd:"" help:"${help_resolve}"`
	Quarantine quarantineCmd `cmd:"" help:"${help_quarantine}"`
	Pin        pinCmd        `cmd:"" help:"${help_pin}"`
	Handover   handoverCmd   `cmd:"" help:"${help_handover}"`
	Version    versionCmd    `cmd:"" help:"${help_version}"`
}

type enrollCmd struct {
	Server string `placeholder:"URL" help:"${help_server}"`
	Code   string `placeholder:"CODE" help:"${help_code}"`
	Link   string `placeholder:"LINK" help:"${help_link}"`
	Name   string `placeholder:"NAME" help:"${help_name}"`

	InsecureHTTP bool `name:"insecure-http" help:"${help_insecure_http}"`
}

type putCmd struct {
	Collection string   `arg:"" optional:"" help:"${help_collection}"`
	ID         string   `arg:"" optional:"" help:"${help_put_id}"`
	Set        []string `sep:"none" placeholder:"FIELD=VALUE" help:"${help_set}"`
	File       string   `placeholder:"FILE" help:"${help_file}"`
}

type getCmd struct {
	Collection string   `arg:"" help:"${help_collection}"`
	ID         string   `arg:"" help:"${help_id}"`
	Reveal     []string `placeholder:"FIELD" help:"${help_get_reveal}"`
	Reason     string   `placeholder:"TEXT" help:"${help_reason}"`
}

type listCmd struct {
	Collection string `arg:"" help:"${help_collection}"`
}

type mayCmd struct {
	Action string   `arg:"" help:"${help_action}"`
	Set    []string `sep:"none" placeholder:"NAME=VALUE" help:"${help_may_set}"`
}

type stepsCmd struct {
	Collection string `arg:"" help:"${help_collection}"`
	ID         string `arg:"" help:"${help_id}"`
}

type revealCmd struct {
	Collection string `arg:"" help:"${help_collection}"`
	ID         string `arg:"" help:"${help_id}"`
	Field      string `arg:"" help:"${help_reveal_field}"`
	Reason     string `required:"" placeholder:"TEXT" help:"${help_reason}"`
	Side       string `placeholder:"DOT" help:"${help_side}"`
}

type deleteCmd struct {
	Collection string `arg:"" help:"${help_collection}"`
	ID         string `arg:"" help:"${help_id}"`
}

type syncCmd struct {
	Watch bool `help:"${help_watch}"`
}

type statusCmd struct{}

type conflictsCmd struct{}

type resolveCmd struct {
	Conflict string  `arg:"" help:"${help_conflict}"`
	Choose   string  `required:"" placeholder:"mine|theirs|value|DOT" help:"${help_choose}"`
	Value    *string `placeholder:"V" help:"${help_value}"`
}

type quarantineCmd struct {
	ID      string   `arg:"" optional:"" help:"${help_quarantine_id}"`
	Amend   bool     `help:"${help_amend}"`
	Set     []string `sep:"none" placeholder:"FIELD=VALUE" help:"${help_amend_set}"`
	Dismiss bool     `help:"${help_dismiss}"`
	Export  string   `placeholder:"FILE" help:"${help_export}"`
}

type formCmd struct {
	List    formListCmd    `cmd:"" help:"${help_form_list}"`
	Show    formShowCmd    `cmd:"" help:"${help_form_show}"`
	Fill    formFillCmd    `cmd:"" help:"${help_form_fill}"`
	Drafts  formDraftsCmd  `cmd:"" help:"${help_form_drafts}"`
	Migrate formMigrateCmd `cmd:"" help:"${help_form_migrate}"`
	Discard formDiscardCmd `cmd:"" help:"${help_form_discard}"`
}

type formListCmd struct{}

type formShowCmd struct {
	Form string `arg:"" help:"${help_form_or_draft}"`
}

type formFillCmd struct {
	Form   string   `arg:"" help:"${help_form_or_draft}"`
	Set    []string `sep:"none" placeholder:"QUESTION=VALUE" help:"${help_form_set}"`
	File   string   `placeholder:"FILE" help:"${help_form_file}"`
	Record string   `placeholder:"ID" help:"${help_form_record}"`
	Draft  bool     `help:"${help_form_draft}"`
}

type formDraftsCmd struct{}

type formMigrateCmd struct {
	Draft string `arg:"" help:"${help_draft}"`
	Apply bool   `help:"${help_form_apply}"`
}

type formDiscardCmd struct {
	Draft string `arg:"" help:"${help_draft}"`
}

type handoverCmd struct{}

type pinCmd struct {
	Set    pinSetCmd    `cmd:"" help:"${help_pin_set}"`
	Change pinChangeCmd `cmd:"" help:"${help_pin_change}"`
	Remove pinRemoveCmd `cmd:"" help:"${help_pin_remove}"`
	Reset  pinResetCmd  `cmd:"" help:"${help_pin_reset}"`
}

type pinSetCmd struct{}

type pinChangeCmd struct{}

type pinRemoveCmd struct{}

type pinResetCmd struct {
	Code string `required:"" placeholder:"CODE" help:"${help_code}"`
}

type versionCmd struct{}
