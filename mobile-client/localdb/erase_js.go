//go:build js && wasm

package localdb

// eraseMark is between the path of a database and a note, in the name of an
// empty file that says: this database is to be erased, whatever happens.
const eraseMark = ".erase-"

// Doom marks a database for erasure, durably: from now on Erase takes it away.
// note, a word, is handed to it. The database may be open.
func Doom(path, note string) error {
	_, err := files("doom", path+eraseMark+note)
	return err
}

// Erase takes away a database that is marked for it, with what lies beside it;
// otherwise it does nothing. first is called before with the note of Doom. Cut
// off anywhere it is done again, first included; the mark goes last.
func Erase(path string, _ Options, first func(note string) error) (erased bool, err error) {
	if path == Memory {
		return false, nil
	}
	answer, err := files("doomed", path+eraseMark)
	if err != nil || answer[1] == 0 {
		return false, err
	}
	if err = first(string(answer[5:])); err == nil {
		_, err = files("erase", path)
	}
	return err == nil, err
}

// files calls a function of the bridge that has to do with the pool's files.
func files(name, path string) ([]byte, error) {
	b, err := newBridge()
	if err != nil {
		return nil, err
	}
	b.request = append(b.request, path...)
	answer, err := b.call(b.object.Get(name))
	return answer, named(err, path)
}
