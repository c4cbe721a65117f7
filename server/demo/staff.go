package demo

import (
	"fmt"
	"strings"

	"fieldsync/models"
)

const csmsPerBranch = 4

// roles are the posts of a branch. Half of the holders of a post with a team
// are in the first team, half in the second; the others sit in the branch.
var roles = []struct {
	role  string
	count int
	team  bool
}{
	{"CSM", csmsPerBranch, true}, {"AM", 4, true}, {"SSM", 2, true}, {"TL", 2, true},
	{"SVM", 1, false}, {"SUP", 1, false}, {"QC", 1, false}, {"BO", 1, false},
	{"GEL", 1, false}, {"VP", 1, false}, {"CSD", 1, false}, {"VCD", 1, false},
	{"PM", 1, false}, {"SUPP", 1, false}, {"OBC", 1, false}, {"ENG", 1, false},
	{"ARR", 1, false}, {"MKM", 1, false}, {"DESK", desksPerEvent, false},
}

// post is somebody's place in the branch.
type post struct {
	user, role, team string
	number           int // of the person, through all branches
}

func (b *branch) posts() (out []post) {
	perBranch := 0
	for _, r := range roles {
		perBranch += r.count
	}
	add := func(user, role, team string) {
		out = append(out, post{user, role, b.id("team/%d/%s", b.no+1, team), b.no*perBranch + len(out)})
	}
	for _, r := range roles {
		for slot := range r.count {
			team := "branch"
			if r.team {
				team = fmt.Sprint(1 + slot*2/r.count)
			}
			add(b.user(r.role, slot), r.role, team)
		}
	}
	if b.no == 0 {
		add("admin", "ADM", "branch")
	}
	return out
}

// user returns the sign-in name of the holder of a post, slot counted from 0.
func (b *branch) user(role string, slot int) string {
	for _, r := range roles {
		if r.role == role {
			return fmt.Sprintf("%s%02d", strings.ToLower(role), b.no*r.count+slot+1)
		}
	}
	panic("demo: no such role: " + role)
}

func (b *branch) staffID(role string, slot int) string { return b.id("staff/%s", b.user(role, slot)) }

func (b *branch) teams() {
	top := b.id("team/%d/branch", b.no+1)
	emit(b, "team", top, models.Team{Name: b.branchName(), Kind: "班组", Leader: b.staffID("GEL", 0)})
	for i, name := range []string{"政企服务一班", "政企服务二班"} {
		emit(b, "team", b.id("team/%d/%d", b.no+1, i+1), models.Team{
			Name: b.district() + name, Kind: "政企VPN", Leader: b.staffID("TL", i), Parent: top})
	}
}

func (b *branch) staff() {
	for _, p := range b.posts() {
		emit(b, "staff", b.id("staff/%s", p.user), models.Staff{
			StaffNo: strings.ToUpper(p.user), Name: b.staffName(p), Roles: []string{p.role}, Team: p.team,
			OwnMobile: staffMobile(p), WechatID: "demo_" + p.user, BadgeNo: fmt.Sprintf("QJ%05d", p.number+1),
			Active: yes(), ValidFrom: date(b.org.month(-36)),
		})
	}
}

func (b *branch) staffName(p post) string {
	d := b.dice("staff/%s", p.user)
	return personName(d, p.number*7+1, d.n(2) == 0)
}

func staffMobile(p post) string { return mobile(ourPrefixes, 90_000_000+p.number) }

// holder is who has a post.
func (b *branch) holder(role string, slot int) post {
	user := b.user(role, slot)
	for _, p := range b.posts() {
		if p.user == user {
			return p
		}
	}
	panic("demo: nobody is " + user)
}
