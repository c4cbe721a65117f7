//go:build !js

package localdb

import (
	"context"
	"database/sql/driver"
	"errors"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
)

// connect opens the writer and, for a file, the readers behind it.
func connect(path string, opts Options) ([]*session, error) {
	if path == Memory {
		s, err := dial("file::memory:?_dqs=0", settings(path, false, false))
		return []*session{s}, err
	}
	if err := private(path); err != nil {
		return nil, err
	}
	sessions, err := connections(path, opts.Readers, false)
	if CodeOf(err) == CodeFull {
		// There is no room for the index that connections share. One alone keeps
		// it in memory, so that a full device still reads and delivers.
		sessions, err = connections(path, 0, true)
	}
	return sessions, err
}

func connections(path string, readers int, exclusive bool) (sessions []*session, err error) {
	file := fileURI(path)
	for i := range 1 + readers {
		mode, reader := "rw", i > 0
		if reader {
			mode = "ro"
		}
		s, err := dial(file+"?_dqs=0&mode="+mode, settings(path, exclusive, reader))
		if err != nil {
			for _, open := range sessions {
				err = errors.Join(err, open.shut())
			}
			return nil, named(err, path)
		}
		sessions = append(sessions, s)
	}
	return sessions, nil
}

// private makes the file with the owner's rights only; SQLite gives the same to
// the files beside it.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return &Error{Code: CodeHomeUnusable, Field: path, Message: "the database cannot be opened; check path and permissions", Err: err}
	}
	return f.Close()
}

// fileURI returns path as the URI SQLite reads modes from. Without the scheme
// the driver would ignore them.
func fileURI(path string) string {
	path = filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" {
		path = "/" + path
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath()
}

func dial(dsn string, list []setting) (*session, error) {
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, coded(err)
	}
	raw, err := connector.Connect(context.Background())
	if err != nil {
		return nil, coded(err)
	}
	s := newSession(nativeConn{raw.(nativeDriverConn)})
	if err := s.setup(list); err != nil {
		return nil, errors.Join(err, s.shut())
	}
	return s, nil
}

// nativeDriverConn is what the driver's connections are, beyond driver.Conn.
type nativeDriverConn interface {
	driver.Conn
	driver.ConnPrepareContext
}
