/// The time zones that Ruby's date library knows by name.
enum TimezoneNames {
    /// Seconds east of UTC, with the names, in lower case.
    private static let table: [(offset: Int, names: String)] = [
        (-43200, "y,aoe,idlw,dateline"),
        (-39600, "x,nt,nut,sst,samoa"),
        (-36000, "w,ckt,hst,ahst,hast,taht,hawaiian"),
        (-32400, "v,hdt,yst,akst,gamt,hadt,alaskan"),
        (-30600, "mart"),
        (-28800, "u,pst,ydt,akdt,pacific"),
        (-25200, "t,mst,pdt,mountain,us mountain"),
        (-21600, "s,cst,mdt,east,galt,canada central,central america,central,mexico"),
        (-18000, "r,act,cdt,cot,ect,est,pet,cist,easst,eastern,sa pacific,us eastern"),
        (-14400, "q,ast,bot,clt,edt,fkt,gyt,vet,cidst,atlantic,pacific sa,sa western"),
        (-12600, "newfoundland"),
        (-10800, "p,adt,art,brt,gft,srt,uyt,wgt,clst,fkst,pmst,pyst,rott,warst,e. south america,greenland,sa eastern"),
        (-9000, "nst"),
        (-7200, "o,at,fnt,brst,pmdt,uyst,wgst"),
        (-5400, "ndt"),
        (-3600, "n,cvt,egt,azot,cape verde,azores"),
        (0, "z,ut,wt,gmt,utc,wet,egst,azost,greenwich"),
        (
            3600,
            "a,bst,cet,fwt,met,mez,swt,wat,mewt,west,central europe,central european,romance,w. central africa,w. europe"
        ),
        (7200, "b,cat,eet,fle,fst,gtb,cest,mest,mesz,sast,wast,egypt,e. europe,jerusalem,south africa"),
        (10800, "c,bt,eat,fet,idt,msk,trt,arab,eest,syot,arabic,e. africa,russian"),
        (12600, "iran,irst"),
        (14400, "d,azt,get,msd,mut,ret,sct,kuyt,samt,arabian,caucasus"),
        (16200, "aft,irdt,afghanistan"),
        (18000, "e,mvt,pkt,tft,tjt,tmt,uzt,aqtt,azst,mawt,orat,yekt,ekaterinburg,west asia"),
        (19800, "ist,india"),
        (20700, "npt,nepal"),
        (21600, "f,btt,iot,kgt,almt,omst,qyzt,vost,yekst,central asia,n. central asia,sri lanka"),
        (23400, "cct,mmt,myanmar"),
        (25200, "g,cxt,ict,wib,davt,hovt,krat,novt,novst,omsst,north asia,se asia"),
        (
            28800,
            "h,bnt,hkt,myt,pht,sgt,awst,cast,chot,irkt,ulat,wadt,wita,china,hovst,krast,north asia east,malay peninsula,taipei,w. australia"
        ),
        (31500, "acwst"),
        (32400, "i,jst,kst,pwt,tlt,wit,awdt,yakt,chost,irkst,korea,ulast,tokyo,yakutsk"),
        (34200, "acst,cen. australia,aus central"),
        (
            36000,
            "k,gst,pgt,aest,chst,chut,ddut,vlat,yapt,yakst,e. australia,tasmania,vladivostok,west pacific,aus eastern"
        ),
        (37800, "acdt,lhst"),
        (39600, "l,nct,nft,sbt,vut,aedt,eadt,kost,lhdt,magt,pont,sakt,sret,vlast,central pacific"),
        (43200, "m,fjt,mht,nrt,nzt,tvt,wft,anat,fiji,gilt,idle,nfdt,nzst,pett,wakt,anast,magst,petst,new zealand"),
        (45900, "chast"),
        (46800, "tkt,tot,fjst,nzdt,phot,tonga"),
        (49500, "chadt"),
        (50400, "lint,tost"),
    ]

    private static let offsets: [String: Int] = {
        var offsets: [String: Int] = [:]
        for (offset, names) in table {
            for name in names.split(separator: ",") { offsets[String(name)] = offset }
        }
        return offsets
    }()

    /// The seconds east of UTC of a zone: `EST`, `Eastern Standard Time`, `CET DST`, `UTC+2`, `+02:00`, `+5.5`; nil for
    /// what is no zone.
    static func offset(_ zone: String) -> Int? {
        var name = zone.lowercased()[...]
        if let digits = numericPart(name) { return numeric(digits) }
        var isSummerTime = false
        if let cut = name.firstRange(of: " standard time") {
            name = name[..<cut.lowerBound]
        } else if let cut = name.firstRange(of: " daylight time") ?? name.firstRange(of: " dst") {
            name = name[..<cut.lowerBound]
            isSummerTime = true
        } else {
            let letters = name.prefix { $0.isLetter }
            let next = name[letters.endIndex...].first
            guard next.map({ !$0.isNumber && $0 != "_" }) ?? true else { return nil }
            name = letters
        }
        return offsets[String(name)].map { $0 + (isSummerTime ? 3600 : 0) }
    }

    /// What stands from the sign on, after `gmt` or `utc`.
    private static func numericPart(_ zone: Substring) -> Substring? {
        var rest = zone
        for prefix in ["gmt", "utc", "ut"] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
            break
        }
        guard rest.first == "+" || rest.first == "-", rest.dropFirst().first.map(isDigit) == true else { return nil }
        return rest
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    private static func numeric(_ text: Substring) -> Int {
        let sign = text.first == "-" ? -1 : 1
        var rest = text.dropFirst()
        let digits = rest.prefix(while: isDigit).prefix(9)
        rest = rest.dropFirst(digits.count)
        if rest.first == ":" {
            let parts = rest.dropFirst().split(separator: ":", omittingEmptySubsequences: false).prefix(2)
                .map { Int($0.prefix(while: isDigit).prefix(9)) ?? 0 }
            return sign * ((Int(digits) ?? 0) * 3600 + (parts.first ?? 0) * 60 + (parts.count > 1 ? parts[1] : 0))
        }
        if rest.first == "." || rest.first == "," {
            let fraction = rest.dropFirst().prefix(while: isDigit).prefix(9)
            let part = Double("0.\(fraction.isEmpty ? "0" : fraction)") ?? 0
            return sign * ((Int(digits) ?? 0) * 3600 + Int((part * 3600).rounded()))
        }
        return sign * packed(digits)
    }

    /// `5`, `05`, `530`, `0530`, `053015`.
    private static func packed(_ digits: Substring) -> Int {
        let hours = digits.count <= 2 ? digits.count : 2 - digits.count % 2
        let minutes = digits.dropFirst(hours).prefix(2)
        let seconds = digits.dropFirst(hours + 2).prefix(2)
        return (Int(digits.prefix(hours)) ?? 0) * 3600 + (Int(minutes) ?? 0) * 60 + (Int(seconds) ?? 0)
    }
}
