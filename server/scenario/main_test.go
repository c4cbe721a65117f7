package scenario

import (
	"os"
	"testing"

	"fieldsync/server/trial"
)

func TestMain(m *testing.M) { os.Exit(trial.Main(m, "")) }
