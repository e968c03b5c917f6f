"""Words that passwords here are made of, in the order in which they would be tried. Our own list, to be extended.

With the English words, names, dates and keyboard walks of zxcvbn they are the block list: a password put together from
them is refused when it would soon be guessed.
"""

_LOVE = "woaini woaini1314 iloveyou woai aini wojia wode laopo laogong baobei baobao mama baba 5201314 1314520 1314 520"
_LUCK = (
    "888888 666666 168168 88888888 66668888 jixiang ruyi facai pingan xingfu kaixin kuaile fu shunli daji fafafa 168"
)
_OFFICE = """
admin administrator guanli guanliyuan mima denglu yonghu ceshi test root system xitong wangluo bangong danwei
shebei keshi zhongxin yiyuan weisheng jiankang zhiye zhiyebing zhijian weijian weijianwei jikong cdc tijian jiance
zhenduan jianding gongshang shebao yibao laodong renshe yuanchuang gongsi qiye changjia kuaiji caiwu renshi ohub
anquan huanbao chenfei meichen benwu zaosheng fenchen fushe xiaofang yingji zhongguo zhonghua beijing shanghai
"""
_PLACES = """
shandong jinan qingdao zibo zaozhuang dongying yantai weifang jining taian weihai rizhao linyi dezhou liaocheng
binzhou heze laiwu taishan huanghe qilu lubei lunan jiaodong
"""
_NAMES = """
wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han tang feng
wangwei wangfang liwei lina zhangwei zhangmin zhangli liming wanglei lijun xiaoming zhangsan lisi wangwu xiaohong
"""
_WORDS = """
nihao xiexie chongqing chunjie zhongqiu guoqing shengri xuexi gongzuo xinnian dalian tianxia diyi niubi shabi wudi
taiyang yueliang xingxing dahai xiaoxiao feiji qiche shouji diannao zhifubao weixin taobao qq123 abc123 a123456
qwe123 asd123 zxc123 qaz123 1qaz2wsx qwer1234 asdf1234 p@ssw0rd passw0rd password1
"""
_CHINESE = """
密码 管理员 管理 职业健康 职业病 健康 健康监测 监测 体检 中国 山东 济南 青岛 我爱你 我爱中国 平安 幸福 快乐 发财 吉祥
如意 你好 测试 系统 用户 医院 疾控 卫生 中心 公司 单位 工伤 保险 劳动 安全 新年快乐 万事如意 恭喜发财
"""


def _words(*groups: str) -> dict[str, None]:
    """The words of the groups in their order, each once."""
    return dict.fromkeys(word for group in groups for word in group.split())


FAMILIAR = tuple(_words(_LOVE, _OFFICE, _LUCK, _CHINESE, _PLACES, _NAMES, _WORDS))
