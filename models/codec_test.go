package models

import (
	"errors"
	"testing"
)

func TestCodec(t *testing.T) {
	yes, fee := true, MoneyAmount(12050)
	in := VisitRecord{Collected: Collected{RecordNo: "160510-7K3QXM", CustomerConsent: &yes}, Customer: "c1",
		Purposes: []string{"V3"}, CollectedAmount: &fee, ArrivalPlace: &GeoPoint{Lat: 30, Lng: 120}, ResultSummary: "张𠮷<好>"}
	v, err := Encode(in)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"record_no": `"160510-7K3QXM"`, "customer_consent": "true",
		"purposes": `["V3"]`, "collected_amount": `"120.50"`, "result_summary": `"张𠮷<好>"`, "arrival_place": `{"lat":30,"lng":120}`} {
		if string(v[name]) != want {
			t.Errorf("%s = %s, want %s", name, v[name], want)
		}
	}
	if len(v) != 7 {
		t.Errorf("empty fields are written: %v", v)
	}
	out, err := Decode[VisitRecord](v)
	if err != nil || out.RecordNo != in.RecordNo || *out.CollectedAmount != fee || out.ArrivalPlace.Lat != 30 {
		t.Errorf("decoded %+v, %v", out, err)
	}
	v["collected_amount"] = mustJSON("1.234")
	_, err = Decode[VisitRecord](v)
	var coded *Error
	if !errors.As(err, &coded) || coded.Field != "collected_amount" || coded.Code != "wrong_type" {
		t.Errorf("a wrong amount gives %v", err)
	}
}

func TestValidateNeverUnfit(t *testing.T) {
	c := Default().Collection("key_person")
	v := Values{"kp_name": mustJSON(5), "gender": mustJSON("其他"), "declined_fields": mustJSON([]string{"home_address"}),
		"wechat_id": mustJSON("wx"), "customer": mustJSON("c1")}
	found := map[string]string{}
	for _, p := range c.Validate(v) {
		if p.Unfit {
			t.Errorf("unfit: %+v", p)
		}
		found[p.Field] = p.Code
	}
	if found["kp_name"] != "wrong_type" || found["gender"] != "not_an_option" || found["birthday"] != "required" {
		t.Errorf("found %v", found)
	}
	for _, name := range []string{"home_address", "qq_no", "customer", "review"} {
		if found[name] != "" {
			t.Errorf("%s: %s", name, found[name])
		}
	}
}

func TestErrorText(t *testing.T) {
	cause := errors.New("cause")
	err := error(&Error{Code: "bad_thing", Field: "f", Message: "is bad", Hint: "mend it", Err: cause})
	if err.Error() != "bad_thing: f: is bad; mend it: cause" || !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
	if p := (Problem{Code: "required", Field: "f", Message: "is missing"}).Err(); p.Error() != "required: f: is missing" {
		t.Errorf("%v", p)
	}
}
