package api

// operation is one route. Its Go types make the document and check the input.
type operation struct {
	method, path string
	name         string // operationId
	summary      string
	access       access
	// limit bounds the body, packed and unpacked, in bytes; 0: it has none.
	limit int
	// input is a struct whose fields are bound by their tags: path, query or
	// json. body documents a body that serve reads itself.
	input, body any
	// output documents the answer; content is its media type, "": JSON.
	output  any
	content string
	files   []string // further media types, of the same answer as a file
	status  int      // of success; 0: 200
	codes   []string // problems of its own, besides those of its access
	serve   handler
	handle  handler // serve behind the steps of its access
}

// none is the input of an operation that takes nothing.
type none struct{}

// typed makes an operation of a function from input to output.
func typed[In, Out any](op operation, fn func(*call, *In) (*Out, error)) operation {
	op.input, op.output = *new(In), *new(Out)
	op.serve = func(c *call) error {
		in := new(In)
		if err := c.bind(in); err != nil {
			return err
		}
		out, err := fn(c, in)
		if err != nil {
			return err
		}
		return c.reply(out)
	}
	return op
}
