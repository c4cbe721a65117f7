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
)

// badCredentials is the one answer to everything that is wrong with a sign-in:
// nobody learns who has an account.
func badCredentials() error {
	return &models.Error{Code: CodeBadCredentials, Message: "the name or the password is wrong", ZH: "登录名或密码错误",
		Hint: "an administrator can give a code for a new password", HintZH: "可向管理员索取重设密码的码"}
}
