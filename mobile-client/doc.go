// Package mobile is the client of Fieldsync: what a phone, a desk and the field
// command have in common. It works with no network at all.
//
//	client, err := mobile.Open(ctx, mobile.Options{Local: store, Transport: http})
//	err = client.Enrol(ctx, "https://office.example", "ABCDE-FGHJK", "Li's phone")
//	written, err := client.Put(ctx, "key_person", "", values)
//	summary, err := client.Sync(ctx)
//
// Reading and writing touch the local database only. What is written here waits
// in an outbox until the server has confirmed it, and stays on the screen all
// the while. Sync carries both directions once; Run does it whenever there is a
// reason to. Neither ever holds up a local write.
//
// The package decides when to talk to the server and what each answer means for
// the conversation; changesync.Replica decides everything about the data. The
// network comes in through Transport, so that the package compiles small for
// the browser.
//
// Every error has a stable code (see CodeOf), a field where there is one, and
// says what to do.
package mobile
