package house

// importRule says what the packages in some folders must not import, and why.
// A name ending in "/..." stands for everything below it too.
type importRule struct {
	folders []string // where the rule holds
	except  []string // folders inside them where it does not
	forbid  []string // import paths
	modules []string // if set, the only import paths outside the standard library
	reason  string
}

var importRules = []importRule{
	{
		folders: []string{"models/..."},
		forbid:  []string{"fieldsync/sync/...", "fieldsync/api/...", "fieldsync/server/...", "fieldsync/mobile-client/..."},
		reason:  "models is the ground everything stands on: whatever it imported could never import it",
	},
	{
		folders: []string{"sync/..."},
		forbid:  []string{"fieldsync/api/...", "fieldsync/server/...", "fieldsync/mobile-client/..."},
		reason:  "the merge is one for phone and server, so it knows neither",
	},
	{
		folders: []string{"api/..."},
		forbid:  []string{"fieldsync/server/...", "fieldsync/mobile-client/...", "database/sql/..."},
		reason:  "routes work on interfaces: any store can stand behind them",
	},
	{
		folders: []string{"mobile-client/..."},
		forbid:  []string{"fieldsync/api/...", "fieldsync/server/..."},
		reason:  "a phone speaks to a server by the protocol only, and carries none of its code",
	},
	{
		folders: []string{"server/store/..."},
		forbid:  []string{"fieldsync/api/...", "fieldsync/mobile-client/..."},
		reason:  "a store is below the routes and knows nothing of them",
	},
	{
		folders: []string{"models/...", "sync/...", "mobile-client/...", "server/..."},
		forbid:  []string{"github.com/labstack/echo/..."},
		reason:  "Echo stays inside api, so that changing the router changes one folder",
	},
	{
		folders: []string{"models/...", "sync/...", "mobile-client"},
		forbid:  []string{"net/http/...", "github.com/go-playground/validator/...", "github.com/nyaruka/phonenumbers/..."},
		reason:  "they end up in the phone's wasm engine, whose size they would treble; the transport is injected",
	},
	{
		folders: []string{"models/...", "sync/..."},
		except:  []string{"sync/storetest/..."}, // a suite: only tests import it
		forbid:  []string{"net", "os", "os/...", "syscall/...", "database/sql/...", "crypto/rand", "math/rand/..."},
		reason:  "the core is pure, so that a simulator can run it: files, networks and randomness are handed in",
	},
	{
		folders: []string{"mobile-client/..."},
		except:  []string{"mobile-client/localdb/..."},
		forbid:  []string{"database/sql/..."},
		reason:  "what is above localdb is one code for the browser and the desk",
	},
	{
		folders: []string{"models/...", "sync/..."},
		modules: []string{"fieldsync/...", "github.com/google/uuid"},
		reason:  "models and sync import the standard library and google/uuid only: every module more is weight on every phone",
	},
	{
		folders: []string{"models/star/..."},
		modules: []string{"fieldsync/models"},
		reason:  "the star model is computation alone: what it needs of a record it is handed",
	},
}

// wasmForbidden are packages that must not be in the phone's engine, however
// they got there.
var wasmForbidden = []string{
	"net/http/...",
	"github.com/go-playground/validator/...",
	"github.com/nyaruka/phonenumbers/...",
	"github.com/labstack/echo/...",
	"modernc.org/sqlite/...",
	"fieldsync/api/...",
	"fieldsync/server/...",
}
