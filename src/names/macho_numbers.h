/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of Mach-O: Apple's mach-o/loader.h, mach-o/fat.h, mach-o/nlist.h, mach-o/fixup-chains.h, mach/machine.h and
 * xnu's osfmk/kern/cs_blobs.h, none of which this system has. */
#ifndef LW_NAMES_MACHO_NUMBERS_H
#define LW_NAMES_MACHO_NUMBERS_H

#define MH_MAGIC 0xfeedfaceu
#define MH_MAGIC_64 0xfeedfacfu
#define FAT_MAGIC 0xcafebabeu
#define FAT_MAGIC_64 0xcafebabfu

#define CPU_ARCH_ABI64 0x01000000u
#define CPU_ARCH_ABI64_32 0x02000000u
#define CPU_SUBTYPE_MASK 0xff000000u
#define CPU_TYPE_I386 7u
#define CPU_TYPE_X86_64 0x01000007u
#define CPU_TYPE_ARM 12u
#define CPU_TYPE_ARM64 0x0100000cu
#define CPU_TYPE_ARM64_32 0x0200000cu

#define MH_OBJECT 1
#define MH_EXECUTE 2
#define MH_FVMLIB 3
#define MH_CORE 4
#define MH_PRELOAD 5
#define MH_DYLIB 6
#define MH_DYLINKER 7
#define MH_BUNDLE 8
#define MH_DYLIB_STUB 9
#define MH_DSYM 10
#define MH_KEXT_BUNDLE 11
#define MH_FILESET 12

#define MH_TWOLEVEL 0x80u

#define LC_REQ_DYLD 0x80000000u
#define LC_SEGMENT 0x1u
#define LC_SYMTAB 0x2u
#define LC_THREAD 0x4u
#define LC_UNIXTHREAD 0x5u
#define LC_DYSYMTAB 0xbu
#define LC_LOAD_DYLIB 0xcu
#define LC_ID_DYLIB 0xdu
#define LC_LOAD_DYLINKER 0xeu
#define LC_ID_DYLINKER 0xfu
#define LC_PREBOUND_DYLIB 0x10u
#define LC_ROUTINES 0x11u
#define LC_SUB_FRAMEWORK 0x12u
#define LC_SUB_UMBRELLA 0x13u
#define LC_SUB_CLIENT 0x14u
#define LC_SUB_LIBRARY 0x15u
#define LC_TWOLEVEL_HINTS 0x16u
#define LC_LOAD_WEAK_DYLIB (0x18u | LC_REQ_DYLD)
#define LC_SEGMENT_64 0x19u
#define LC_ROUTINES_64 0x1au
#define LC_UUID 0x1bu
#define LC_RPATH (0x1cu | LC_REQ_DYLD)
#define LC_CODE_SIGNATURE 0x1du
#define LC_SEGMENT_SPLIT_INFO 0x1eu
#define LC_REEXPORT_DYLIB (0x1fu | LC_REQ_DYLD)
#define LC_LAZY_LOAD_DYLIB 0x20u
#define LC_ENCRYPTION_INFO 0x21u
#define LC_DYLD_INFO 0x22u
#define LC_DYLD_INFO_ONLY (0x22u | LC_REQ_DYLD)
#define LC_LOAD_UPWARD_DYLIB (0x23u | LC_REQ_DYLD)
#define LC_VERSION_MIN_MACOSX 0x24u
#define LC_VERSION_MIN_IPHONEOS 0x25u
#define LC_FUNCTION_STARTS 0x26u
#define LC_DYLD_ENVIRONMENT 0x27u
#define LC_MAIN (0x28u | LC_REQ_DYLD)
#define LC_DATA_IN_CODE 0x29u
#define LC_SOURCE_VERSION 0x2au
#define LC_DYLIB_CODE_SIGN_DRS 0x2bu
#define LC_ENCRYPTION_INFO_64 0x2cu
#define LC_LINKER_OPTION 0x2du
#define LC_LINKER_OPTIMIZATION_HINT 0x2eu
#define LC_VERSION_MIN_TVOS 0x2fu
#define LC_VERSION_MIN_WATCHOS 0x30u
#define LC_NOTE 0x31u
#define LC_BUILD_VERSION 0x32u
#define LC_DYLD_EXPORTS_TRIE (0x33u | LC_REQ_DYLD)
#define LC_DYLD_CHAINED_FIXUPS (0x34u | LC_REQ_DYLD)

/* Kinds of sections. */
#define S_ZEROFILL 0x1u
#define S_NON_LAZY_SYMBOL_POINTERS 0x6u
#define S_LAZY_SYMBOL_POINTERS 0x7u
#define S_SYMBOL_STUBS 0x8u
#define S_LAZY_DYLIB_SYMBOL_POINTERS 0x10u
#define S_THREAD_LOCAL_VARIABLE_POINTERS 0x14u

/* mach-o/loader.h, struct dylib_use_command. */
#define DYLIB_USE_MARKER 0x1a741800u
#define DYLIB_USE_WEAK_LINK 1u
#define DYLIB_USE_REEXPORT 2u
#define DYLIB_USE_UPWARD 4u
#define DYLIB_USE_DELAYED_INIT 8u

#define PLATFORM_MACOS 1u
#define PLATFORM_IOS 2u
#define PLATFORM_TVOS 3u
#define PLATFORM_WATCHOS 4u
#define PLATFORM_SIMULATORS 5u /* from IOS to IOSSIMULATOR, and so for the other two */

#define N_STAB 0xe0u
#define N_TYPE 0x0eu
#define N_EXT 0x01u
#define N_PEXT 0x10u
#define N_UNDF 0x0u
#define N_WEAK_REF 0x40u
#define N_WEAK_DEF 0x80u

#define EXPORT_WEAK_DEFINITION 0x04u
#define EXPORT_REEXPORT 0x08u

#define CSMAGIC_REQUIREMENTS 0xfade0c01u
#define CSMAGIC_CODEDIRECTORY 0xfade0c02u
#define CSMAGIC_EMBEDDED_SIGNATURE 0xfade0cc0u
#define CSMAGIC_EMBEDDED_ENTITLEMENTS 0xfade7171u
#define CSMAGIC_BLOBWRAPPER 0xfade0b01u
#define CSSLOT_CODEDIRECTORY 0u
#define CSSLOT_REQUIREMENTS 2u
#define CSSLOT_ENTITLEMENTS 5u
#define CSSLOT_ALTERNATE 0x1000u
#define CSSLOT_ALTERNATES 5u
#define CSSLOT_SIGNATURE 0x10000u
#define CS_HASHTYPE_SHA1 1u
#define CS_HASHTYPE_SHA256 2u
#define CS_HASHTYPE_SHA256_TRUNCATED 3u
#define CS_HASHTYPE_SHA384 4u

#endif
