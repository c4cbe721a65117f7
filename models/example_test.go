package models_test

import (
	"fmt"

	"fieldsync/models"
)

// A value typed at a command line becomes the canonical value that is written.
func ExampleParseText() {
	c := models.Default().Collection("visit_record")
	for _, typed := range [][2]string{{"purposes", "V3,V4"}, {"collected_amount", "120.5"}, {"card_given", "是"}, {"arrived_at", "昨天"}} {
		value, problem := models.ParseText(c.Field(typed[0]), typed[1])
		if problem != nil {
			fmt.Println(problem.Field, problem.Code)
			continue
		}
		fmt.Println(typed[0], string(value))
	}
	// Output:
	// purposes ["V3","V4"]
	// collected_amount "120.50"
	// card_given true
	// arrived_at bad_time
}

// A record is judged as a whole; what is wrong is a flag for a person.
func ExampleCollection_Validate() {
	values, err := models.Encode(models.EventDesk{Event: "e1", DeskKind: "D9", Operator: "s1", LayoutOK: []string{"条幅端正悬挂"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range models.Default().Collection("event_desk").Validate(values) {
		fmt.Println(p.Field, p.Code)
	}
	// Output: desk_kind not_an_option
}
