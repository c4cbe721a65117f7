package accounts

import (
	"strconv"
	"time"

	"fieldsync/models"
)

// Guesses is how many wrong passwords or codes in a row are free; from then on each
// further one doubles the wait, which never becomes longer than maxWait. It is
// a wait and no lock: nobody can shut a colleague out for good.
const (
	Guesses   = 5
	firstWait = 30 * time.Second
	maxWait   = 15 * time.Minute
	// forgetAfter is how long a counter stands without a further guess.
	forgetAfter = 24 * time.Hour
)

// counter counts wrong passwords in a row that came over one way.
type counter struct {
	Fails int   `json:"fails,omitempty"`
	Last  int64 `json:"last,omitempty"`  // Unix ms of the last guess
	Until int64 `json:"until,omitempty"` // no guess before, Unix ms
}

// guess takes one guess, wrong until the password has turned out right: those
// that are made at once are counted before the first is judged. It says how
// long to wait instead where the way is closed.
func (c *counter) guess(now int64) (wait time.Duration) {
	if left := time.Duration(c.Until-now) * time.Millisecond; left > 0 {
		return min(left, maxWait) // the clock may have been set back
	}
	if now-c.Last > forgetAfter.Milliseconds() {
		*c = counter{}
	}
	c.Fails++
	c.Last = now
	if c.Fails >= Guesses {
		c.Until = now + waitAfter(c.Fails).Milliseconds()
	}
	return 0
}

func waitAfter(fails int) time.Duration {
	return min(firstWait<<min(fails-Guesses, 10), maxWait)
}

// Wait is the cause of an error that ends by itself.
type Wait struct {
	For time.Duration
}

// Error says it for logs.
func (w *Wait) Error() string { return "wait " + w.For.String() }

// Seconds is the wait rounded up, as Retry-After has it.
func (w *Wait) Seconds() string {
	return strconv.FormatInt(int64((w.For+time.Second-1)/time.Second), 10)
}

func locked(wait time.Duration) error {
	w := &Wait{wait}
	return &models.Error{Code: CodeLocked, Message: "too many wrong passwords or codes: wait " + w.Seconds() + " seconds",
		ZH: "密码或验证码错误次数过多,请等待 " + w.Seconds() + " 秒", Hint: "a device on which you signed in before is not held up; an administrator can unlock you at once",
		HintZH: "曾登录过的设备不受影响;管理员可立即解锁", Err: w}
}
