package demo

import (
	"fmt"

	"fieldsync/models"
)

// Cities and districts that do not exist, under names that could.
var (
	cities    = []string{"清江", "云州", "安陵", "宁川", "汉泽", "平洲", "柳溪", "石桥", "沧浦", "松浦"}
	districts = []string{"望湖", "东渡", "南屏", "北固", "西津", "高新", "临溪", "青山", "白塔", "鼓楼"}
	streets   = []string{"湖滨路", "文会路", "学士路", "建国北路", "解放路", "清波街", "望江东路", "体育场路", "天河路",
		"凤起路", "曙光路", "丰潭路", "教工路", "古翠路", "紫荆花路", "桂花巷", "石函路", "保俶街"}
	estates = []string{"湖畔花园", "丹桂苑", "翠竹小区", "金色家园", "紫金庭院", "绿洲花园", "清水湾", "书香苑", "望江名庭", "蓝天公寓"}
)

func (b *branch) city() string     { return cities[b.no/len(districts)%len(cities)] }
func (b *branch) district() string { return districts[b.no%len(districts)] }

// branchName is told apart by number once city and district come again.
func (b *branch) branchName() string {
	name := b.city() + b.district() + "分公司"
	if round := b.no / (len(districts) * len(cities)); round > 0 {
		name += fmt.Sprintf("%d部", round+1)
	}
	return name
}

func (b *branch) officeAddress(d *dice) string {
	return fmt.Sprintf("%s市%s区%s%d号%d楼", b.city(), b.district(), pick(d, streets), 1+d.n(480), 1+d.n(22))
}

func (b *branch) homeAddress(d *dice) string {
	return fmt.Sprintf("%s市%s区%s%d号%s%d幢%d单元%d0%d室", b.city(), b.district(), pick(d, streets), 1+d.n(480),
		pick(d, estates), 1+d.n(28), 1+d.n(4), 1+d.n(17), 1+d.n(4))
}

// spot lies within some three kilometres of the branch's centre, to a metre.
func (b *branch) spot(d *dice) *models.GeoPoint {
	micro := func(centre int) float64 { return float64(centre+d.n(60_000)-30_000) / 1e6 }
	return &models.GeoPoint{
		Lat: micro(30_270_000 + b.no/len(districts)%len(cities)*200_000),
		Lng: micro(120_130_000 + b.no%len(districts)*80_000),
	}
}
