package importer

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"fieldsync/models"
)

// column is what a column of the file is for; field is nil for one that is
// passed over.
type column struct {
	title string
	field *models.Field
}

// notes are what people put behind the name of a column: (必填), (yuan).
var notes = regexp.MustCompile(`\([^()]*\)|[*\s_:-]`)

// plainName is a name as it is compared: without width, case, blanks and notes.
func plainName(s string) string {
	return notes.ReplaceAllString(strings.ToLower(norm.NFKC.String(s)), "")
}

// names are the ways in which a column may name each field.
func (k *Kind) names(reg *models.Registry) map[string]*models.Field {
	col := reg.Collection(k.Collection)
	out := map[string]*models.Field{}
	for _, f := range col.Fields {
		for _, n := range []string{f.Name, f.Label.ZH, f.Label.EN} {
			out[plainName(n)] = f
		}
	}
	// A reference may be called by what names its record: 工号 for a member of
	// staff, unless a field of the list itself is called so.
	for _, f := range col.Fields {
		if slices.Contains(k.Computed, f.Name) {
			continue
		}
		for _, col := range k.refs(reg, f) {
			other := col.Field(naturals[col.Name])
			if other == nil {
				continue
			}
			for _, n := range []string{other.Name, other.Label.ZH, other.Label.EN, col.Label.ZH + other.Label.ZH} {
				if n = plainName(n); out[n] == nil {
					out[n] = f
				}
			}
		}
	}
	return out
}

// columns reads the first row. Errors: unknown_column, computed_column,
// column_twice, missing_column, each naming all of them.
func (k *Kind) columns(reg *models.Registry, cells, ignored []string) ([]column, error) {
	names := k.names(reg)
	var out []column
	var unknown, computed, twice []string
	for _, title := range cells {
		c := column{title: strings.TrimSpace(title)}
		f := names[plainName(title)]
		switch {
		case c.title == "" || slices.ContainsFunc(ignored, func(i string) bool { return plainName(i) == plainName(title) }):
		case f == nil:
			unknown = append(unknown, c.title)
		case slices.Contains(k.Computed, f.Name):
			computed = append(computed, c.title)
		case slices.ContainsFunc(out, func(o column) bool { return o.field == f }):
			twice = append(twice, c.title)
		default:
			c.field = f
		}
		out = append(out, c)
	}
	switch {
	case len(unknown) > 0:
		return nil, wrongColumns("unknown_column", unknown, "nobody knows these columns; leave one out with --ignore NAME", "无法识别这些列;可用 --ignore 略过")
	case len(computed) > 0:
		return nil, wrongColumns("computed_column", computed, "these follow from other records, as managers from the assignments; leave one out with --ignore NAME", "这些列由其他资料得出(如客户经理由客户分配得出);可用 --ignore 略过")
	case len(twice) > 0:
		return nil, wrongColumns("column_twice", twice, "these columns are there twice", "列重复")
	}
	return out, k.missing(reg, out)
}

// missing refuses a list that lacks what every new record needs.
func (k *Kind) missing(reg *models.Registry, have []column) error {
	var missing []string
	col := reg.Collection(k.Collection)
	filled := models.Values{}
	col.FillCollected(filled, "", "somebody", time.Time{})
	filled[k.By], filled[k.Today] = nil, nil
	for _, f := range col.Fields {
		_, given := k.Defaults[f.Name]
		if _, fills := filled[f.Name]; fills {
			continue
		}
		_, follows := k.From[f.Name]
		needed := f.Required || slices.Contains(k.Key, f.Name) && len(k.Key) == 1
		if needed && !given && !follows && !slices.ContainsFunc(have, func(c column) bool { return c.field == f }) {
			missing = append(missing, f.Label.ZH+" ("+f.Name+")")
		}
	}
	if len(missing) > 0 {
		return wrongColumns("missing_column", missing, "the list lacks these columns", "缺少必需的列")
	}
	return nil
}

func wrongColumns(code string, names []string, message, zh string) error {
	list := strings.Join(names, ", ")
	return &models.Error{Code: code, Field: "row 1", Message: message + ": " + list, ZH: zh + ":" + list}
}
