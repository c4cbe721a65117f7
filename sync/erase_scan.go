package changesync

import "slices"

// scanBatch is how many changesets are read at a time.
const scanBatch = 200

// goes says whether a write is to one of the fields that are erased.
func (p *erasurePlan) goes(t Target, w *Write) bool {
	for ; p.indexed < len(p.targets); p.indexed++ {
		if p.index == nil {
			p.index = map[Key][]string{}
		}
		p.index[p.targets[p.indexed].Key] = p.targets[p.indexed].fields
	}
	return slices.Contains(p.index[t.Key], w.Field)
}

// scan looks through the changesets of all devices that were not looked at yet.
// They are found by what they say and not by the cells: a write that was void,
// or came twice in two envelopes, stands in none.
func (p *erasurePlan) scan(tx ReadTx) error {
	devices, err := tx.DeviceList("")
	if err != nil {
		return err
	}
	for i := range devices {
		d := &devices[i]
		for from := p.upTo[d.ID] + 1; from <= d.N; from += scanBatch {
			list, err := tx.Changesets(d.ID, from, min(from+scanBatch-1, d.N))
			if err != nil {
				return err
			}
			if err := p.look(list); err != nil {
				return err
			}
		}
		p.upTo[d.ID] = d.N
	}
	return nil
}

func (p *erasurePlan) look(list []StoredChangeset) error {
	for i := range list {
		c, err := Decode(list[i].Raw)
		if err != nil {
			return err
		}
		body := c.Body()
		for j := range body.Writes {
			if w := &body.Writes[j]; p.goes(body.Header.Records[w.Record], w) {
				p.found = append(p.found, numberedChangeset{list[i].Device, list[i].N})
				break
			}
		}
	}
	return nil
}
