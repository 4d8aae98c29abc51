/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sources. Known DLLs: HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\KnownDLLs of Windows 10 and 11, the same
 * names for 32 and 64 bits (of which each takes its own system directory). Microsoft's page "Dynamic-link library
 * search order" counts what they import among them; of that the part that has been the same since Windows 10 stands
 * here. Libraries of the system directory: the list of a fresh Windows 10 that delvewheel's authors publish
 * (dll_lists/10), less what only Windows itself imports (services, control panels, keyboards, providers); what has come
 * since Windows 10 1507 is named by Microsoft's pages on its functions (DXCore, WebAuthn, GDI). A few old ones (d3d8,
 * dplayx, msvcrt40) exist for 32-bit programs only, and only those import them.
 *
 * The runtime of Visual C++ (vcruntime140, msvcp140, concrt140, vcomp140, mfc140) is not part of Windows; the Universal
 * CRT (ucrtbase) is since Windows 10, and always the system's own ("Universal CRT deployment").
 */
#include "names/windows_dlls.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/ascii.h"

/* Sorted, for bsearch. clang-format would give each a line of its own. */
/* clang-format off */
static const char *const registered[] = {
	"advapi32.dll", "clbcatq.dll", "combase.dll", "comdlg32.dll", "coml2.dll", "difxapi.dll", "gdi32.dll",
	"gdiplus.dll", "imagehlp.dll", "imm32.dll", "kernel32.dll", "msctf.dll", "msvcrt.dll", "normaliz.dll",
	"nsi.dll", "ole32.dll", "oleaut32.dll", "psapi.dll", "rpcrt4.dll", "sechost.dll", "setupapi.dll",
	"shcore.dll", "shell32.dll", "shlwapi.dll", "user32.dll", "wldap32.dll", "wow64.dll", "wow64cpu.dll",
	"wow64win.dll", "ws2_32.dll",
};

/* What those import. */
static const char *const beneath[] = {
	"bcryptprimitives.dll", "cfgmgr32.dll", "gdi32full.dll", "kernelbase.dll", "msvcp_win.dll", "ntdll.dll",
	"ucrtbase.dll", "win32u.dll",
};

static const char *const shipped[] = {
	"acledit.dll", "aclui.dll", "activeds.dll", "actxprxy.dll", "adsldp.dll", "adsldpc.dll", "adsnt.dll",
	"advapi32.dll", "advpack.dll", "amsi.dll", "amstream.dll", "apphelp.dll", "appmgmts.dll", "appmgr.dll",
	"appxdeploymentclient.dll", "appxpackaging.dll", "asycfilt.dll", "atl.dll", "atlthunk.dll", "atmlib.dll",
	"audioeng.dll", "audiokse.dll", "audioses.dll", "authui.dll", "authz.dll", "avicap32.dll", "avifil32.dll",
	"avrt.dll", "azroles.dll", "basecsp.dll", "batmeter.dll", "bcd.dll", "bcp47langs.dll", "bcrypt.dll",
	"bcryptprimitives.dll", "bidispl.dll", "bitsproxy.dll", "biwinrt.dll", "bluetoothapis.dll", "browcli.dll",
	"browseui.dll", "cabinet.dll", "cabview.dll", "catsrv.dll", "catsrvut.dll", "cdosys.dll", "certca.dll",
	"certcli.dll", "certenroll.dll", "cewmdm.dll", "cfgbkend.dll", "cfgmgr32.dll", "clb.dll", "clbcatq.dll",
	"clfsw32.dll", "cliconfg.dll", "clusapi.dll", "cmcfg32.dll", "cmdial32.dll", "cmutil.dll", "colorui.dll",
	"combase.dll", "comcat.dll", "comctl32.dll", "comdlg32.dll", "coml2.dll", "compstui.dll", "comres.dll",
	"comsvcs.dll", "comuid.dll", "connect.dll", "console.dll", "coremessaging.dll", "coreuicomponents.dll",
	"credssp.dll", "credui.dll", "crtdll.dll", "crypt32.dll", "cryptbase.dll", "cryptdlg.dll", "cryptdll.dll",
	"cryptext.dll", "cryptnet.dll", "cryptsp.dll", "cryptui.dll", "cryptxml.dll", "cscapi.dll", "cscdll.dll",
	"cscobj.dll", "cscui.dll", "d2d1.dll", "d3d10.dll", "d3d10_1.dll", "d3d10_1core.dll", "d3d10core.dll",
	"d3d10level9.dll", "d3d10warp.dll", "d3d11.dll", "d3d12.dll", "d3d8.dll", "d3d8thk.dll", "d3d9.dll",
	"d3dcompiler_47.dll", "d3dim.dll", "d3dim700.dll", "d3dxof.dll", "davclnt.dll", "davhlpr.dll", "dbgcore.dll",
	"dbgeng.dll", "dbghelp.dll", "dbgmodel.dll", "dbnetlib.dll", "dbnmpntw.dll", "dciman32.dll", "dcomp.dll",
	"ddraw.dll", "ddrawex.dll", "devenum.dll", "deviceaccess.dll", "deviceassociation.dll", "devmgr.dll",
	"devobj.dll", "devrtl.dll", "dfscli.dll", "dfshim.dll", "dhcpcsvc.dll", "dhcpcsvc6.dll", "dhcpsapi.dll",
	"difxapi.dll", "dinput.dll", "dinput8.dll", "directmanipulation.dll", "dismapi.dll", "dispex.dll",
	"dmband.dll", "dmcompos.dll", "dmime.dll", "dmloader.dll", "dmscript.dll", "dmstyle.dll", "dmsynth.dll",
	"dmusic.dll", "dmutil.dll", "dnsapi.dll", "dot3api.dll", "dpapi.dll", "dplayx.dll", "dpnaddr.dll",
	"dpnathlp.dll", "dpnet.dll", "dpnhpast.dll", "dpnhupnp.dll", "dpnlobby.dll", "dpx.dll", "drprov.dll",
	"drt.dll", "drtprov.dll", "drttransport.dll", "drvstore.dll", "dsauth.dll", "dsdmo.dll", "dskquota.dll",
	"dsound.dll", "dsparse.dll", "dsprop.dll", "dsquery.dll", "dsreg.dll", "dsrole.dll", "dssec.dll",
	"dssenh.dll", "dsuiext.dll", "dswave.dll", "dui70.dll", "duser.dll", "dwmapi.dll", "dwmcore.dll",
	"dwrite.dll", "dxcore.dll", "dxdiagn.dll", "dxgi.dll", "dxtmsft.dll", "dxtrans.dll", "dxva2.dll",
	"eapp3hst.dll", "eappcfg.dll", "eappgnui.dll", "eapphost.dll", "eappprxy.dll", "edputil.dll", "efsadu.dll",
	"efsutil.dll", "ehstorapi.dll", "els.dll", "elscore.dll", "encapi.dll", "es.dll", "esent.dll", "evr.dll",
	"explorerframe.dll", "faultrep.dll", "fdeploy.dll", "feclient.dll", "filemgmt.dll", "firewallapi.dll",
	"fltlib.dll", "fmifs.dll", "fms.dll", "fontsub.dll", "framedyn.dll", "framedynos.dll", "fundisc.dll",
	"fwbase.dll", "fwpuclnt.dll", "fxsapi.dll", "fxscom.dll", "fxscomex.dll", "gameux.dll", "gamingtcui.dll",
	"gdi32.dll", "gdi32full.dll", "gdiplus.dll", "geolocation.dll", "getuname.dll", "glmf32.dll", "glu32.dll",
	"gpapi.dll", "gpedit.dll", "gpsvc.dll", "gptext.dll", "hal.dll", "hbaapi.dll", "hid.dll", "hlink.dll",
	"hnetcfg.dll", "httpapi.dll", "htui.dll", "iashlpr.dll", "iccvid.dll", "icm32.dll", "icmp.dll", "icmui.dll",
	"idndl.dll", "ieadvpack.dll", "ieframe.dll", "iertutil.dll", "ifsutil.dll", "imagehlp.dll", "imageres.dll",
	"imapi.dll", "imapi2.dll", "imapi2fs.dll", "imgutil.dll", "imm32.dll", "inetcomm.dll", "inetmib1.dll",
	"inkobjcore.dll", "input.dll", "inputhost.dll", "inseng.dll", "iphlpapi.dll", "ipnathlp.dll", "iprtrmgr.dll",
	"iscsidsc.dll", "iscsium.dll", "itircl.dll", "itss.dll", "iyuv_32.dll", "jscript.dll", "jscript9.dll",
	"jsproxy.dll", "kerberos.dll", "kernel.appcore.dll", "kernel32.dll", "kernelbase.dll", "keymgr.dll",
	"ksuser.dll", "ktmw32.dll", "licmgr10.dll", "linkinfo.dll", "loadperf.dll", "localspl.dll", "locationapi.dll",
	"logoncli.dll", "lpk.dll", "lsasrv.dll", "lz32.dll", "magnification.dll", "mapi32.dll", "mapistub.dll",
	"mciavi32.dll", "mcicda.dll", "mciqtz32.dll", "mciseq.dll", "mciwave.dll", "mf.dll", "mf3216.dll",
	"mfc40.dll", "mfc40u.dll", "mfc42.dll", "mfc42u.dll", "mfcaptureengine.dll", "mfcore.dll", "mfds.dll",
	"mferror.dll", "mfmediaengine.dll", "mfplat.dll", "mfplay.dll", "mfps.dll", "mfreadwrite.dll", "mfsrcsnk.dll",
	"mftranscode.dll", "mfvdsp.dll", "mgmtapi.dll", "mi.dll", "midimap.dll", "miutils.dll", "mlang.dll",
	"mmcbase.dll", "mmcndmgr.dll", "mmdevapi.dll", "mpr.dll", "mprapi.dll", "mprddm.dll", "mprmsg.dll",
	"mrmcorer.dll", "msacm32.dll", "msacm32.drv", "msafd.dll", "msasn1.dll", "mscat32.dll", "mscms.dll",
	"mscoree.dll", "mscorier.dll", "mscories.dll", "msctf.dll", "msctfmonitor.dll", "msctfp.dll", "msctfui.dll",
	"msdart.dll", "msdelta.dll", "msdmo.dll", "msdrm.dll", "msdtcprx.dll", "msfeeds.dll", "msftedit.dll",
	"mshtml.dll", "mshtmled.dll", "msi.dll", "msident.dll", "msidle.dll", "msihnd.dll", "msimg32.dll",
	"msimtf.dll", "msisip.dll", "msls31.dll", "msoeacct.dll", "msoert2.dll", "mspatcha.dll", "mspatchc.dll",
	"msports.dll", "msrating.dll", "msrle32.dll", "mssign32.dll", "mssip32.dll", "mstask.dll", "mstscax.dll",
	"msutb.dll", "msv1_0.dll", "msvcirt.dll", "msvcp110_win.dll", "msvcp60.dll", "msvcp_win.dll", "msvcrt.dll",
	"msvcrt20.dll", "msvcrt40.dll", "msvfw32.dll", "msvidc32.dll", "msvideodsp.dll", "mswsock.dll", "msxml3.dll",
	"msxml6.dll", "msyuv.dll", "mtxclu.dll", "mtxdm.dll", "mtxex.dll", "mtxoci.dll", "mydocs.dll", "napinsp.dll",
	"ncobjapi.dll", "ncrypt.dll", "ncryptprov.dll", "nddeapi.dll", "ndfapi.dll", "netapi32.dll", "netbios.dll",
	"netcfgx.dll", "netjoin.dll", "netlogon.dll", "netmsg.dll", "netplwiz.dll", "netprofm.dll", "netsetupapi.dll",
	"netshell.dll", "netutils.dll", "networkexplorer.dll", "newdev.dll", "ninput.dll", "nlaapi.dll",
	"nlsbres.dll", "nlsdl.dll", "normaliz.dll", "npmproxy.dll", "nsi.dll", "ntasn1.dll", "ntdll.dll",
	"ntdsapi.dll", "ntlanman.dll", "ntlmshared.dll", "ntmarta.dll", "ntprint.dll", "ntshrui.dll", "objsel.dll",
	"occache.dll", "odbc32.dll", "odbcbcp.dll", "odbcconf.dll", "odbccp32.dll", "odbccr32.dll", "odbccu32.dll",
	"odbcint.dll", "odbctrac.dll", "offreg.dll", "ole32.dll", "oleacc.dll", "oleaccrc.dll", "oleaut32.dll",
	"oledlg.dll", "oleprn.dll", "olepro32.dll", "ondemandconnroutehelper.dll", "opcservices.dll", "opengl32.dll",
	"p2p.dll", "p2pgraph.dll", "packager.dll", "pcwum.dll", "pdh.dll", "perfdisk.dll", "perfnet.dll",
	"perfos.dll", "perfproc.dll", "photometadatahandler.dll", "pidgenx.dll", "pku2u.dll", "pla.dll",
	"pnrpnsp.dll", "policymanager.dll", "polstore.dll", "portabledeviceapi.dll", "portabledeviceconnectapi.dll",
	"portabledevicetypes.dll", "powrprof.dll", "printui.dll", "prntvpt.dll", "profapi.dll", "profext.dll",
	"propsys.dll", "provthrd.dll", "psapi.dll", "pstorec.dll", "qasf.dll", "qcap.dll", "qdv.dll", "qdvd.dll",
	"qedit.dll", "qmgr.dll", "quartz.dll", "query.dll", "qwave.dll", "rasadhlp.dll", "rasapi32.dll",
	"raschap.dll", "rasctrs.dll", "rasdlg.dll", "rasman.dll", "rasmontr.dll", "rasppp.dll", "rasser.dll",
	"rastapi.dll", "rastls.dll", "reagent.dll", "regapi.dll", "resutils.dll", "riched20.dll", "riched32.dll",
	"rmclient.dll", "rnr20.dll", "rpchttp.dll", "rpcns4.dll", "rpcrt4.dll", "rpcrtremote.dll", "rpcss.dll",
	"rsaenh.dll", "rstrtmgr.dll", "rtm.dll", "rtutils.dll", "rtworkq.dll", "samcli.dll", "samlib.dll",
	"samsrv.dll", "sas.dll", "sbe.dll", "scarddlg.dll", "scecli.dll", "scesrv.dll", "schannel.dll",
	"schedcli.dll", "scrobj.dll", "scrrun.dll", "searchfolder.dll", "sechost.dll", "secur32.dll", "security.dll",
	"sens.dll", "sensapi.dll", "sensorsapi.dll", "serialui.dll", "setupapi.dll", "sfc.dll", "sfc_os.dll",
	"shcore.dll", "shdocvw.dll", "shell32.dll", "shfolder.dll", "shimeng.dll", "shimgvw.dll", "shlwapi.dll",
	"shsvcs.dll", "slc.dll", "slcext.dll", "slwga.dll", "snmpapi.dll", "softpub.dll", "spinf.dll", "spoolss.dll",
	"sppc.dll", "sqlsrv32.dll", "sqmapi.dll", "srclient.dll", "srcore.dll", "srpapi.dll", "srvcli.dll",
	"srvsvc.dll", "ssdpapi.dll", "sspicli.dll", "sti.dll", "structuredquery.dll", "sxs.dll", "synceng.dll",
	"syssetup.dll", "t2embed.dll", "tapi3.dll", "tapi32.dll", "taskschd.dll", "tbs.dll", "tdh.dll",
	"thumbcache.dll", "tokenbinding.dll", "traffic.dll", "tsmf.dll", "twinapi.appcore.dll", "twinapi.dll",
	"txfw32.dll", "tzres.dll", "ucrtbase.dll", "uianimation.dll", "uiautomationcore.dll", "uiribbon.dll",
	"ulib.dll", "untfs.dll", "upnp.dll", "url.dll", "urlmon.dll", "usbmon.dll", "user32.dll", "userenv.dll",
	"usp10.dll", "utildll.dll", "uxtheme.dll", "vaultcli.dll", "vbscript.dll", "vdsutil.dll", "verifier.dll",
	"version.dll", "vfwwdm32.dll", "virtdisk.dll", "vssapi.dll", "vsstrace.dll", "w32time.dll", "w32topl.dll",
	"wbemcomn.dll", "wcmapi.dll", "wdi.dll", "wdmaud.drv", "wdscore.dll", "webauthn.dll", "webclnt.dll",
	"webio.dll", "webservices.dll", "websocket.dll", "wecapi.dll", "wer.dll", "wevtapi.dll", "wiaaut.dll",
	"wiadss.dll", "wiatrace.dll", "wimgapi.dll", "win32u.dll", "winbio.dll", "winbrand.dll", "windows.media.dll",
	"windows.networking.dll", "windows.storage.dll", "windows.storage.search.dll", "windows.ui.dll",
	"windows.ui.xaml.dll", "windows.web.dll", "windowscodecs.dll", "windowscodecsext.dll", "winfax.dll",
	"winhttp.dll", "wininet.dll", "winipsec.dll", "winmm.dll", "winmmbase.dll", "winnsi.dll", "winrnr.dll",
	"winsatapi.dll", "winscard.dll", "winspool.drv", "winsqlite3.dll", "winsta.dll", "winsync.dll",
	"wintrust.dll", "wintypes.dll", "winusb.dll", "wkscli.dll", "wlanapi.dll", "wlanui.dll", "wlanutil.dll",
	"wldap32.dll", "wldp.dll", "wmadmod.dll", "wmadmoe.dll", "wmasf.dll", "wmi.dll", "wmiclnt.dll", "wmidx.dll",
	"wmiprop.dll", "wmnetmgr.dll", "wmp.dll", "wmphoto.dll", "wmsgapi.dll", "wmvcore.dll", "wmvdecod.dll",
	"wmvencod.dll", "wofutil.dll", "wow64.dll", "wow64cpu.dll", "wow64win.dll", "wpc.dll", "ws2_32.dll",
	"ws2help.dll", "wscapi.dll", "wsdapi.dll", "wshbth.dll", "wshelper.dll", "wship6.dll", "wshtcpip.dll",
	"wsmsvc.dll", "wsnmp32.dll", "wsock32.dll", "wtsapi32.dll", "wuapi.dll", "wudfplatform.dll", "wwanapi.dll",
	"xaudio2_8.dll", "xaudio2_9.dll", "xinput1_4.dll", "xinput9_1_0.dll", "xinputuap.dll", "xmllite.dll",
	"xmlprovi.dll", "xolehlp.dll", "xpsdocumenttargetprint.dll", "xpsprint.dll", "xpsservices.dll", "zipfldr.dll",
};
/* clang-format on */

static int compare(const void *key, const void *row) {
	const char *x = key, *y = *(const char *const *)row;
	for (; *x != '\0' && lw_ascii_lower(*x) == *y; x++)
		y++;
	return (unsigned char)lw_ascii_lower(*x) - (unsigned char)*y;
}

#define HAS(rows, name) (bsearch(name, rows, sizeof rows / sizeof rows[0], sizeof rows[0], compare) != NULL)

bool lw_windows_is_known_dll(const char *name) {
	return HAS(registered, name) || HAS(beneath, name);
}

bool lw_windows_has(const char *name) {
	return HAS(shipped, name);
}

const char *lw_windows_dll(unsigned i) {
	return i < sizeof shipped / sizeof shipped[0] ? shipped[i] : NULL;
}
