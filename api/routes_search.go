package api

// maxFound bounds what one search answers: who finds more has to ask better.
const maxFound = 100

var searchRoutes = []operation{
	typed(operation{
		method: "GET", path: "/v1/search/{collection}", name: "search",
		summary: "Finds records in reach of the user by the last four characters of a number",
	}, search),
	typed(operation{
		method: "GET", path: "/v1/office/search/{collection}", name: "officeSearch",
		summary: "Finds records in reach of the person by the last four characters of a number",
	}, search),
}

type searchInput struct {
	Collection string `path:"collection" validate:"required,max=64,plain,excludesall=/"`
	Last4      string `query:"last4" validate:"required,len=4,plain" doc:"The last four characters of a phone, account or document number, as a masked view shows them"`
}

type searchOutput struct {
	Found []foundItem `json:"found" doc:"At most 100, ordered by id"`
}

type foundItem struct {
	ID    string `json:"id"`
	Field string `json:"field" doc:"The field that ends so"`
}

func search(c *call, in *searchInput) (*searchOutput, error) {
	list, err := c.s.engine.Search(c.r.Context(), c.user(), in.Collection, in.Last4, maxFound)
	out := &searchOutput{Found: make([]foundItem, len(list))}
	for i, f := range list {
		out.Found[i] = foundItem{f.Key.ID, f.Field}
	}
	return out, err
}
