package accounts

import "fieldsync/models"

// The codes of what this package refuses; like all codes they are stable.
const (
	CodeBadCredentials = "bad_credentials"
	CodeLocked         = "locked"
	CodeWeakPassword   = "weak_password"
	CodeHasPassword    = "has_password"
	CodeNoPassword     = "no_password"
	CodeNotActive      = "not_active"
	CodeYourself       = "yourself"
	CodeExists         = "already_there"
	CodeInvalid        = "invalid"
	CodeRequired       = "required"
	CodePublicPassword = "public_password"
	CodeLastAdmin      = "last_administrator"

	CodeSecondFactor      = "second_factor_required"
	CodeBadSecondFactor   = "bad_second_factor"
	CodePasswordExposed   = "password_exposed"
	CodeBadTicket         = "bad_ticket"
	CodeHasSecondFactor   = "has_second_factor"
	CodeNoSecondFactor    = "no_second_factor"
	CodeSetUpSecondFactor = "second_factor_setup"
)

// badCredentials is the one answer to everything that is wrong with a sign-in:
// nobody learns who has an account.
func badCredentials() error {
	return &models.Error{Code: CodeBadCredentials, Message: "the name or the password is wrong", ZH: "登录名或密码错误",
		Hint: "an administrator can give a code for a new password", HintZH: "可向管理员索取重设密码的码"}
}

// secondFactorRequired asks for the code; t is nil for who is signed in, where
// the code is sent along with the password.
func secondFactorRequired(t *Ticket) error {
	e := &models.Error{Code: CodeSecondFactor, Field: "code", Message: "a code of your second factor is needed",
		ZH: "请输入第二因素的验证码", Hint: "send the password and the code", HintZH: "请同时提交密码和验证码"}
	if t != nil {
		e.Err, e.Hint, e.HintZH = t, "send the ticket and the code to POST /v1/sessions/code", "请提交凭据(ticket)和验证码"
	}
	return e
}

func badSecondFactor() error {
	return &models.Error{Code: CodeBadSecondFactor, Field: "code", Message: "the code is wrong, or was used already", ZH: "验证码错误或已使用",
		Hint:   "take the code that the app shows now; if it is never right, the clock of the phone or the server is wrong. A recovery code works once",
		HintZH: "请输入应用当前显示的验证码;若始终错误,请检查手机时间。恢复码只能使用一次"}
}

func passwordExposed() error {
	return &models.Error{Code: CodePasswordExposed, Message: "too many wrong codes were given after the right password: somebody else may know it", ZH: "密码正确而验证码多次错误,密码可能已泄露",
		Hint: "ask an administrator for a code for a new password", HintZH: "请向管理员索取重设密码的码"}
}

func hasSecondFactor() error {
	return &models.Error{Code: CodeHasSecondFactor, Message: "there is a second factor already", ZH: "已设置第二因素", Hint: "remove it first", HintZH: "请先移除"}
}

func noSecondFactor() error {
	return &models.Error{Code: CodeNoSecondFactor, Message: "there is no second factor", ZH: "未设置第二因素"}
}

// publicPassword is told to who knows the password, as everybody does.
func publicPassword() error {
	return &models.Error{Code: CodePublicPassword, Field: "password", Message: "this password stands in the manual: it lets nobody in on a server that others reach",
		ZH:   "此密码在说明书中公开,不能用于可被其他机器访问的服务器",
		Hint: "get a code for a new one: fieldsync user reset", HintZH: "请索取重设密码的码:fieldsync user reset"}
}
