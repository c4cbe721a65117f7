package importer

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"fieldsync/models"
	changesync "fieldsync/sync"
)

// line is a row of the file on its way into a record.
type line struct {
	number  int
	typed   map[string]string // what the cells say, by field
	values  models.Values     // what is understood of them
	wrong   []finding
	notes   []finding
	known   bool // its references are ids
	created bool
	edit    *changesync.Edit  // nil: nothing to write
	more    []changesync.Edit // what it ends elsewhere
}

// finding is something to be told about a row.
type finding struct {
	field   *models.Field // nil: about the row
	problem models.Problem
}

func (l *line) refuse(f *models.Field, p *models.Problem) {
	l.wrong = append(l.wrong, finding{field: f, problem: *p})
}

// parse reads the cells of a row.
func (im *importer) parse(number int, cells []string) *line {
	l := &line{number: number, typed: map[string]string{}, values: models.Values{}}
	for i, cell := range cells {
		text := clean(cell)
		if text == "" || i < len(im.columns) && im.columns[i].title != "" && im.columns[i].field == nil {
			continue
		}
		if i >= len(im.columns) || im.columns[i].field == nil {
			l.wrong = append(l.wrong, finding{problem: *problem("no_header", "", "a value stands in a column that has no name", "有值所在的列没有列名")})
			continue
		}
		f := im.columns[i].field
		l.typed[f.Name] = text
		l.put(f, text)
	}
	for name, text := range im.kind.Defaults {
		if l.typed[name] == "" {
			l.put(im.col.Field(name), text)
		}
	}
	return l
}

func (l *line) put(f *models.Field, text string) {
	value, p := convert(f, text)
	if p != nil {
		l.refuse(f, p)
		return
	}
	l.values[f.Name] = value
}

// judge finds out what a row whose references are known changes, on the
// snapshot of the batch.
func (im *importer) judge(v *view, l *line) error {
	if len(l.wrong) > 0 || !im.first(l) {
		return nil
	}
	if im.worksOut(l); len(l.wrong) > 0 {
		return nil
	}
	list, err := v.match(im.col, im.kind.Key, l.values)
	if err != nil {
		return err
	}
	live := slices.DeleteFunc(slices.Clone(list), func(r found) bool { return r.gone })
	switch {
	case len(live) > 1:
		l.refuse(nil, problem("ambiguous", "", "several records have this key: settle them first", "有多条记录使用同一编号,请先处理"))
	case len(live) == 1:
		return im.change(v, l, live[0])
	case len(list) > 0:
		l.refuse(nil, problem("deleted", "", "the record was deleted; an import does not bring it back", "该记录已删除,导入不会恢复"))
	default:
		return im.create(v, l)
	}
	return nil
}

// worksOut refuses a row of which the server makes the record itself.
func (im *importer) worksOut(l *line) {
	for name, list := range im.kind.Only {
		var said string
		if json.Unmarshal(l.values[name], &said) == nil && !slices.Contains(list, said) {
			some := strings.Join(list, ", ")
			l.refuse(im.col.Field(name), problem("worked_out", name, "is worked out by the server: list only "+some, "由系统计算,清单只能填写:"+some))
		}
	}
}

// resolve turns what the list calls records into their ids, and fills in what
// follows from them.
func (im *importer) resolve(v *view, l *line) error {
	if l.known {
		return nil
	}
	l.known = true
	for _, f := range im.col.Fields {
		value := l.values[f.Name]
		if f.Ref == "" || value == nil {
			continue
		}
		id, p, err := v.resolve(f, im.kind.refs(im.reg, f), value)
		if err != nil {
			return err
		}
		if p != nil {
			l.refuse(f, p)
		}
		l.values[f.Name] = id
	}
	for name, through := range im.kind.From {
		if err := im.follow(v, l, name, through); err != nil {
			return err
		}
	}
	for _, name := range im.kind.Key {
		if f := im.col.Field(name); f.Required && l.values[name] == nil && len(l.wrong) == 0 {
			l.refuse(f, problem("required", name, "is part of what names the record and is missing", "是识别记录的必填项"))
		}
	}
	return nil
}

// follow fills in what the record has to which another field leads.
func (im *importer) follow(v *view, l *line, name, through string) error {
	var id string
	if l.values[name] != nil || json.Unmarshal(l.values[through], &id) != nil {
		return nil
	}
	for _, col := range im.kind.refs(im.reg, im.col.Field(through)) {
		list, err := v.get(col, []string{id})
		if err != nil {
			return err
		}
		if len(list) == 1 && list[0].values[name] != nil {
			l.values[name] = list[0].values[name]
		}
	}
	return nil
}

// fill adds to a new record who answers for it and when, where the list does not
// say, and the common fields of what is collected.
func (im *importer) fill(v models.Values, id string) {
	now := im.opt.Now().In(models.China)
	if by := im.kind.By; by != "" && v[by] == nil && im.opt.Staff != "" {
		v[by], _ = json.Marshal(im.opt.Staff) // a string always marshals
	}
	if day := im.kind.Today; day != "" && v[day] == nil {
		v[day], _ = json.Marshal(now.Format(time.DateOnly))
	}
	im.col.FillCollected(v, id, im.opt.Staff, now)
}

// check judges values by the rules of the collection, of those fields only
// that the row sets.
func (im *importer) check(l *line, all models.Values, only func(field string) bool) {
	for _, p := range im.col.Validate(all) {
		name := p.Field
		if i := bytes.IndexAny([]byte(name), ".["); i > 0 {
			name = name[:i]
		}
		if only(name) {
			l.refuse(im.col.Field(name), &p)
		}
	}
}

func (im *importer) create(v *view, l *line) error {
	id := im.opt.NewID()
	im.fill(l.values, id)
	im.check(l, l.values, func(string) bool { return true })
	if len(l.wrong) > 0 {
		return nil
	}
	scope, ok := im.col.HomeScope(id, l.values)
	if !ok {
		l.refuse(nil, problem("no_home", "", "a new record needs the record it belongs to", "新记录须填写所属记录"))
		return nil
	}
	l.created = true
	l.edit = im.edit(changesync.Key{Collection: im.col.Name, ID: id}, scope)
	for name, value := range l.values {
		im.put(l.edit, im.col.Field(name), value)
	}
	if !im.kind.Hands {
		return nil
	}
	ended, err := im.ends(v, l)
	l.more = ended
	return err
}

func (im *importer) edit(key changesync.Key, scope models.Scope) *changesync.Edit {
	return &changesync.Edit{Key: key, Scope: scope, Set: models.Values{},
		Add: map[string][]json.RawMessage{}, Seen: map[string][]changesync.Dot{}}
}

// put sets a field, or adds the elements of a set.
func (im *importer) put(ed *changesync.Edit, f *models.Field, value json.RawMessage) {
	if !f.PerElement() {
		ed.Set[f.Name] = value
		return
	}
	if list, p := f.Elements(value); p == nil {
		ed.Add[f.Name] = list
	}
}
