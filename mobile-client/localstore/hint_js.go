package localstore

// In a browser nobody can put a key back.
const (
	missingHint   = "a browser's key cannot be put back; clear this site's data and enrol anew when you want to go on without what is here; until then it is kept as it is"
	missingHintZH = "浏览器中的密钥无法放回;如愿放弃本机数据,请清除本站数据后重新注册;在此之前本机数据原样保留"
	damagedHint   = missingHint
	damagedHintZH = missingHintZH
)
