//go:build !js

package localstore

const (
	missingHint   = "put the key file back or say where it is (--keys); the database is kept as it is"
	missingHintZH = "请放回密钥文件,或用 --keys 指明其目录;数据库原样保留"
	damagedHint   = "put back a copy of the key file; the database is kept as it is"
	damagedHintZH = "请放回密钥文件的副本;数据库原样保留"
)
