package models

// Team is a group of staff (domain.md 2.0.1).
type Team struct {
	_ struct{} `collection:"team" home:"org" zh:"班组" en:"Team"`

	Name   string `json:"name" merge:"server" validate:"required,max=60" index:"true" zh:"名称" en:"Name"`
	Kind   string `json:"kind" merge:"server" validate:"required,oneof=政企VPN 校园 星级 大众 班组" zh:"类型" en:"Kind"`
	Leader string `json:"leader" merge:"server" validate:"required" ref:"staff" index:"true" zh:"班组长" en:"Leader"`
	// Parent is the unit above: branch, city or province, itself a team.
	Parent string `json:"parent" merge:"server" validate:"omitempty" ref:"team" index:"true" zh:"上级单位" en:"Parent unit"`
}
