package models

import (
	"encoding/json"
	"math"
)

// GeoPoint is a place on the map: WGS-84 degrees, accuracy in metres, and the
// name a person knows it by.
type GeoPoint struct {
	Lat      float64  `json:"lat"`
	Lng      float64  `json:"lng"`
	Accuracy *float64 `json:"accuracy,omitempty"`
	Name     string   `json:"name,omitempty"`
}

const maxPlaceName = 200

// readPlace reads a place strictly: all members known, both degrees given.
func readPlace(raw json.RawMessage) (GeoPoint, bool) {
	var members map[string]json.RawMessage
	var p GeoPoint
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return p, false
	}
	for name, value := range members {
		if !readPlaceMember(&p, name, value) {
			return p, false
		}
	}
	_, lat := members["lat"]
	_, lng := members["lng"]
	return p, lat && lng && math.Abs(p.Lat) <= 90 && math.Abs(p.Lng) <= 180
}

func readPlaceMember(p *GeoPoint, name string, value json.RawMessage) bool {
	switch name {
	case "lat":
		return !isNull(value) && json.Unmarshal(value, &p.Lat) == nil
	case "lng":
		return !isNull(value) && json.Unmarshal(value, &p.Lng) == nil
	case "accuracy":
		return json.Unmarshal(value, &p.Accuracy) == nil && (p.Accuracy == nil || *p.Accuracy >= 0)
	case "name":
		text, code := readText(value)
		p.Name = text
		return code == "" && len([]rune(text)) <= maxPlaceName
	}
	return false
}

// appendPlace writes the canonical form: keys sorted, empty members left out.
func appendPlace(b []byte, p GeoPoint) []byte {
	number := func(x float64) []byte {
		text, _ := json.Marshal(x) // finite: it was read from JSON
		return text
	}
	b = append(b, '{')
	if p.Accuracy != nil {
		b = append(append(append(b, `"accuracy":`...), number(*p.Accuracy)...), ',')
	}
	b = append(append(b, `"lat":`...), number(p.Lat)...)
	b = append(append(b, `,"lng":`...), number(p.Lng)...)
	if p.Name != "" {
		b = appendText(append(b, `,"name":`...), p.Name)
	}
	return append(b, '}')
}
