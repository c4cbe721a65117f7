package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	mobile "fieldsync/mobile-client"
	"fieldsync/models"
)

// The variables by which scripts give PINs: a command line is for all to see.
const (
	pinVariable    = "FIELD_PIN"
	newPINVariable = "FIELD_NEW_PIN"
)

// unlocked opens the client of a device for somebody who reads or writes.
func (a *app) unlocked() (*mobile.Client, error) {
	c, err := a.enrolled(mobile.Options{})
	if err != nil {
		return nil, err
	}
	return c, a.unlock(c)
}

// unlock asks for the PIN where there is one.
func (a *app) unlock(c *mobile.Client) error {
	if !c.Locked() {
		return nil
	}
	pin, err := a.ask(pinVariable, "ask_pin", mobile.CodeLocked)
	if err != nil {
		return err
	}
	return c.Unlock(a.ctx, pin)
}

// ask gets a PIN from the variable, or from the person at the terminal.
func (a *app) ask(variable, prompt, code string) (string, error) {
	if pin := a.env(variable); pin != "" {
		return pin, nil
	}
	if !a.asked {
		return "", &models.Error{Code: code, Field: "pin", Message: a.say("locked_here") + ": " + a.say("no_pin", variable)}
	}
	_, _ = fmt.Fprint(a.err, a.say(prompt))
	restore := silence(os.Stdin)
	line, err := bufio.NewReader(a.in).ReadString('\n')
	restore()
	_, _ = fmt.Fprintln(a.err)
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", &models.Error{Code: code, Field: "pin", Message: a.say("no_pin", variable), Err: err}
	}
	return line, nil
}

// Run sets the first PIN.
func (pinSetCmd) Run(a *app) error { return a.setPIN(false) }

// Run changes the PIN.
func (pinChangeCmd) Run(a *app) error { return a.setPIN(true) }

func (a *app) setPIN(change bool) error {
	c, state, err := a.pinState()
	if err != nil {
		return err
	}
	old := ""
	switch {
	case state.Set && !change:
		return &models.Error{Code: "usage", Field: "pin", Message: a.say("pin_is_set")}
	case !state.Set && change:
		return &models.Error{Code: "usage", Field: "pin", Message: a.say("pin_not_set")}
	case change:
		if old, err = a.ask(pinVariable, "ask_pin", mobile.CodeLocked); err != nil {
			return err
		}
	}
	pin, err := a.ask(newPINVariable, "ask_new_pin", mobile.CodeBadPIN)
	if err == nil {
		err = c.SetPIN(a.ctx, old, pin)
	}
	if err != nil {
		return err
	}
	return a.tellPIN(c, "pin_set")
}

// Run takes the PIN away.
func (pinRemoveCmd) Run(a *app) error {
	c, state, err := a.pinState()
	if err != nil {
		return err
	}
	if !state.Set {
		return &models.Error{Code: "usage", Field: "pin", Message: a.say("pin_not_set")}
	}
	pin, err := a.ask(pinVariable, "ask_pin", mobile.CodeLocked)
	if err == nil {
		err = c.RemovePIN(a.ctx, pin)
	}
	if err != nil {
		return err
	}
	return a.tellPIN(c, "pin_removed")
}

// Run takes a forgotten PIN away.
func (r *pinResetCmd) Run(a *app) error {
	c, _, err := a.pinState()
	if err != nil {
		return err
	}
	name, _ := os.Hostname() // only for people
	if err := c.ResetPIN(a.ctx, r.Code, name); err != nil {
		return err
	}
	return a.tellPIN(c, "pin_removed")
}

func (a *app) pinState() (*mobile.Client, mobile.PINState, error) {
	c, err := a.enrolled(mobile.Options{})
	if err != nil {
		return nil, mobile.PINState{}, err
	}
	state, err := c.PINState(a.ctx)
	return c, state, err
}

func (a *app) tellPIN(c *mobile.Client, message string) error {
	state, err := c.PINState(a.ctx)
	if err != nil {
		return err
	}
	return a.print(state, func() { a.line("%s", a.say(message)) })
}
